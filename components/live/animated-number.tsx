'use client';

import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

const RUN_MS = 450;

interface Props {
  value: number;
  format: (value: number) => string;
}

/** A number that runs to its new value instead of jumping; jumps where the reader wants less motion. */
export function AnimatedNumber({ value, format }: Props) {
  const still = useReducedMotion();
  const [shown, setShown] = useState(value);
  const from = useRef(value);
  useEffect(() => {
    if (still || from.current === value) {
      from.current = value;
      setShown(value);
      return;
    }
    const begin = from.current;
    let start: number | null = null;
    let frame = requestAnimationFrame(function step(at) {
      start ??= at;
      const part = Math.min(1, (at - start) / RUN_MS);
      const eased = 1 - (1 - part) ** 3;
      from.current = begin + (value - begin) * eased;
      setShown(part === 1 ? value : from.current);
      if (part < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [value, still]);
  return (
    <>
      <span aria-hidden>{format(shown)}</span>
      <span className="visually-hidden">{format(value)}</span>
    </>
  );
}
