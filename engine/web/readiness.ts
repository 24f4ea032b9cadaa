/** One thing that has to work before Weir does. */
export interface Probe {
  name: string;
  /** Null where it works, else what is missing and why. A rejection counts as its message. */
  check(): Promise<string | null>;
}

export interface Readiness {
  ready: boolean;
  checks: Record<string, { ok: true } | { ok: false; reason: string }>;
}

/** A probe that has not answered by then has failed. */
const PROBE_LIMIT_MS = 2_000;
/** Callers within this share one round: a load balancer's polling costs the log and the store little. */
const REUSE_MS = 250;

/** Runs all probes side by side, at most one round at a time. */
export function createReadiness(probes: readonly Probe[]): () => Promise<Readiness> {
  let round: Promise<Readiness> | null = null;
  return () => {
    round ??= run(probes).finally(() => {
      setTimeout(() => {
        round = null;
      }, REUSE_MS).unref();
    });
    return round;
  };
}

async function run(probes: readonly Probe[]): Promise<Readiness> {
  const reasons = await Promise.all(probes.map(outcome));
  const checks: Readiness['checks'] = {};
  for (const [index, probe] of probes.entries()) {
    const reason = reasons[index]!;
    checks[probe.name] = reason === null ? { ok: true } : { ok: false, reason };
  }
  return { ready: reasons.every((reason) => reason === null), checks };
}

async function outcome(probe: Probe): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PROBE_LIMIT_MS} ms`), PROBE_LIMIT_MS);
  });
  try {
    return await Promise.race([probe.check(), limit]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
