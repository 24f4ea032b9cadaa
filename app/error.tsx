'use client';

import { Button } from '@mantine/core';

/** Shown in place of a page that failed in a way that nobody foresaw. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div role="alert" style={{ padding: '16vh 16px 0', textAlign: 'center' }}>
      <h1>This page ran into an error</h1>
      <p>
        {error.message}
        {error.digest && ` (${error.digest})`}
      </p>
      <Button onClick={reset}>Try again</Button>
    </div>
  );
}
