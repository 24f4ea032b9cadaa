import type { DemoStatus } from '../../engine/web/demo.ts';

export const DEMO_ADDRESS = '/api/demo';

export function isDemoStatus(value: unknown): value is DemoStatus {
  return typeof value === 'object' && value !== null && 'state' in value && 'sent' in value;
}

/** Null where the server does not tell, whatever the reason: the demo is an extra. */
export async function askDemo(method: 'GET' | 'POST' | 'DELETE'): Promise<DemoStatus | null> {
  try {
    const response = await fetch(DEMO_ADDRESS, { method });
    const body: unknown = await response.json();
    return response.ok && isDemoStatus(body) ? body : null;
  } catch {
    return null;
  }
}
