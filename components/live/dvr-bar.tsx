'use client';

import { ActionIcon, Button, CopyButton, Menu, Progress, SegmentedControl, Slider, Tooltip } from '@mantine/core';
import {
  IconBroadcast,
  IconCheck,
  IconLink,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward10,
  IconRewindForward10,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useShortcuts } from '../shortcuts/shortcuts.tsx';
import { formatBucket, formatClock } from '../theme/dates.ts';
import { formatAge } from '../theme/format.ts';
import classes from './dvr.module.css';
import { type Dvr, SPEEDS } from './use-dvr.ts';

interface Props {
  dvr: Dvr;
  zone: string;
}

const STEP_MS = 10_000;
const BACK = [
  ['1 minute ago', 60_000],
  ['5 minutes ago', 300_000],
  ['30 minutes ago', 1_800_000],
  ['1 hour ago', 3_600_000],
  ['6 hours ago', 21_600_000],
  ['1 day ago', 86_400_000],
] as const;
/** What the slider spans where the log reaches further back: the finer part of it is what one wants. */
const SPAN_MS = 6 * 3_600_000;

/** Pause, rewind and replay: a live page as a recorder shows it. */
export function DvrBar({ dvr, zone }: Props) {
  const live = dvr.state === 'live';
  const toggle = dvr.speed === 0 && !live ? dvr.resume : dvr.pause;
  const step = (ms: number): void => dvr.seek((dvr.at ?? Date.now()) + ms);
  useShortcuts([
    { keys: ' ', label: 'Pause or go on', group: 'Live', run: toggle },
    { keys: 'ArrowLeft', label: 'Back 10 seconds', group: 'Live', run: () => step(-STEP_MS) },
    ...(live
      ? []
      : [
          { keys: 'ArrowRight', label: 'Forward 10 seconds', group: 'Live', run: () => step(STEP_MS) },
          { keys: 'l', label: 'Back to live', group: 'Live', run: dvr.toLive },
        ]),
  ]);
  return (
    <section
      className={classes.bar}
      data-live={live || undefined}
      aria-label="Time"
      data-testid="dvr"
      data-state={dvr.state}
    >
      <div className={classes.buttons}>
        <Control label="Back 10 seconds (←)" onClick={() => step(-STEP_MS)} disabled={dvr.at === null}>
          <IconRewindBackward10 size={18} stroke={1.7} />
        </Control>
        <Control
          label={dvr.speed === 0 && !live ? 'Go on (space)' : 'Pause (space)'}
          onClick={toggle}
          disabled={dvr.at === null}
        >
          {dvr.speed === 0 && !live ? <IconPlayerPlayFilled size={16} /> : <IconPlayerPauseFilled size={16} />}
        </Control>
        {!live && (
          <Control label="Forward 10 seconds (→)" onClick={() => step(STEP_MS)}>
            <IconRewindForward10 size={18} stroke={1.7} />
          </Control>
        )}
        <Rewind dvr={dvr} />
      </div>
      {live ? <p className={classes.hint}>Pause, or go back and watch it again</p> : <Past dvr={dvr} zone={zone} />}
    </section>
  );
}

function Past({ dvr, zone }: Props) {
  return (
    <>
      <div className={classes.clock} data-testid="dvr-clock">
        <strong>{dvr.at === null ? '' : formatBucket(dvr.at, 'minute', zone)}</strong>
        <span>{dvr.at === null ? '' : formatClock(dvr.at, zone)}</span>
      </div>
      <div className={classes.middle}>
        {dvr.state === 'asked' || dvr.state === 'filling' ? (
          <Filling progress={dvr.progress} />
        ) : (
          <Scrubber dvr={dvr} zone={zone} />
        )}
      </div>
      <SegmentedControl
        size="xs"
        value={String(dvr.speed)}
        onChange={(value) => dvr.setSpeed(Number(value))}
        data={SPEEDS.map((speed) => ({ value: String(speed), label: `${speed}×` }))}
        aria-label="Speed"
        className={classes.speeds}
      />
      <CopyButton value="" timeout={1_500}>
        {({ copied, copy }) => (
          <Control
            label={copied ? 'Copied' : 'Copy a link to this moment'}
            onClick={() => {
              void navigator.clipboard?.writeText(dvr.link());
              copy();
            }}
          >
            {copied ? <IconCheck size={16} /> : <IconLink size={16} stroke={1.7} />}
          </Control>
        )}
      </CopyButton>
      <Button size="compact-sm" leftSection={<IconBroadcast size={16} />} onClick={dvr.toLive} data-testid="to-live">
        Live
      </Button>
    </>
  );
}

function Filling({ progress }: { progress: number }) {
  return (
    <div className={classes.filling} role="status">
      <span>Counting the half hour before…</span>
      <Progress value={progress * 100} size="sm" aria-label="Progress" />
    </div>
  );
}

/** The span between the oldest event of the log, at most six hours back, and now. */
function Scrubber({ dvr, zone }: Props) {
  const [dragged, setDragged] = useState<number | null>(null);
  const now = Date.now();
  const at = dvr.at ?? now;
  const oldest = Math.min(at, Math.max(dvr.oldest ?? at, now - Math.max(SPAN_MS, (now - at) * 1.5)));
  return (
    <Slider
      size="sm"
      min={oldest}
      max={now}
      step={1_000}
      value={dragged ?? at}
      onChange={setDragged}
      onChangeEnd={(to) => {
        setDragged(null);
        dvr.seek(to);
      }}
      label={(value) => formatClock(value, zone)}
      thumbLabel={`Time, ${formatAge(now - at)} ago`}
    />
  );
}

function Rewind({ dvr }: { dvr: Dvr }) {
  const reaches = (ms: number): boolean => dvr.oldest === null || Date.now() - ms >= dvr.oldest;
  return (
    <Menu position="bottom-start" withArrow>
      <Menu.Target>
        <Button variant="default" size="compact-sm" data-testid="rewind">
          Go back
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {BACK.map(([label, ms]) => (
          <Menu.Item key={label} disabled={!reaches(ms)} onClick={() => dvr.seek(Date.now() - ms)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ControlProps {
  label: string;
  onClick: () => void;
  disabled?: boolean;
  children: React.ReactNode;
}

function Control({ label, onClick, disabled = false, children }: ControlProps) {
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon variant="default" size={30} aria-label={label} onClick={onClick} disabled={disabled}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
