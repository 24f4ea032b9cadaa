'use client';

import { Button } from '@mantine/core';
import { IconShoppingBag } from '@tabler/icons-react';
import { useState } from 'react';
import { askDemo } from './demo-status.ts';
import classes from './install.module.css';

/** Starts the demo shop's visitors: two weeks of the past at once, then live ones. */
export function DemoButton({ started }: { started: () => void }) {
  const [state, setState] = useState<'idle' | 'starting' | 'failed'>('idle');
  const start = async (): Promise<void> => {
    setState('starting');
    const status = await askDemo('POST');
    if (status && status.state !== 'failed') started();
    setState(status && status.state !== 'failed' ? 'idle' : 'failed');
  };
  return (
    <div className={classes.demo}>
      <Button
        size="md"
        variant="default"
        leftSection={<IconShoppingBag size={18} stroke={1.7} />}
        loading={state === 'starting'}
        onClick={() => void start()}
        data-testid="load-demo"
      >
        Load a demo shop
      </Button>
      <span>
        {state === 'failed'
          ? 'The demo could not be started. The terminal where Weir runs says why.'
          : 'Simulated visitors of a small shop, through the same way as real ones.'}
      </span>
    </div>
  );
}
