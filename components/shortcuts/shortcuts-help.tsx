'use client';

import { Kbd, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useShortcutList, useShortcuts } from './shortcuts.tsx';
import classes from './shortcuts-help.module.css';

const NAMES: Record<string, string> = { Escape: 'Esc', ArrowLeft: '←', ArrowRight: '→' };

/** The overlay behind `?`: every shortcut that works here, by group. */
export function ShortcutsHelp() {
  const [open, { toggle, close }] = useDisclosure(false);
  useShortcuts([{ keys: '?', label: 'Show these shortcuts', group: 'Anywhere', run: toggle }]);
  const list = useShortcutList(open);
  const groups = [...new Set(list.map((shortcut) => shortcut.group))];
  return (
    <Modal
      opened={open}
      onClose={close}
      title="Keyboard shortcuts"
      size="lg"
      centered
      attributes={{ content: { 'data-testid': 'shortcuts-help' } }}
    >
      <div className={classes.groups}>
        {groups.map((group) => (
          <Stack key={group} gap={2} className={classes.group}>
            <Text size="xs" fw={600} c="dimmed">
              {group}
            </Text>
            {list
              .filter((shortcut) => shortcut.group === group)
              .map((shortcut) => (
                <div key={shortcut.keys} className={classes.row}>
                  <span>{shortcut.label}</span>
                  <span className={classes.keys}>
                    {(shortcut.keys === ' ' ? ['Space'] : shortcut.keys.split(' ')).map((key) => (
                      <Kbd key={key}>{NAMES[key] ?? key.toUpperCase()}</Kbd>
                    ))}
                  </span>
                </div>
              ))}
          </Stack>
        ))}
      </div>
    </Modal>
  );
}
