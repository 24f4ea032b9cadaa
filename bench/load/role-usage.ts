import { readFileSync } from 'node:fs';
import { type Product, residentBytes } from '../../test/product.ts';

const ROLES = ['broker', 'store', 'pipeline', 'web'] as const;
/** Linux: USER_HZ, the unit of times in /proc. */
const TICKS_A_SECOND = 100;

export interface RoleUsage {
  role: string;
  /** Highest of one sample a half second, MB. */
  peakMb: number;
  /** At the last sample, MB. */
  residentMb: number;
  cpuSeconds: number;
}

export interface UsageWatch {
  /** Ends it. Throws where a role was restarted meanwhile: its figures would be of two processes. */
  end(): { roles: RoleUsage[]; peakTotalMb: number };
}

/** Watches memory and CPU time of every role from now on. */
export function watchUsage(product: Product): UsageWatch {
  const processes = ROLES.map((role) => {
    const pid = product.rolePid(role);
    if (pid === null) throw new Error(`the ${role} role does not run`);
    return { role, pid, cpuAtStart: cpuSeconds(pid), peak: 0, last: 0 };
  });
  let peakTotal = 0;
  const sample = () => {
    let total = 0;
    for (const watched of processes) {
      watched.last = residentBytes(watched.pid);
      watched.peak = Math.max(watched.peak, watched.last);
      total += watched.last;
    }
    peakTotal = Math.max(peakTotal, total);
  };
  const timer = setInterval(sample, 500);
  sample();
  return {
    end() {
      clearInterval(timer);
      sample();
      const roles = processes.map(({ role, pid, cpuAtStart, peak, last }) => {
        if (product.rolePid(role) !== pid) throw new Error(`the ${role} role died and was started again`);
        const cpu = cpuSeconds(pid) - cpuAtStart;
        return { role, peakMb: megabytes(peak), residentMb: megabytes(last), cpuSeconds: Math.round(cpu * 10) / 10 };
      });
      return { roles, peakTotalMb: megabytes(peakTotal) };
    },
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

/** User and system time of a process. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // proc_pid_stat(5): utime and stime are fields 14 and 15; the name in brackets, field 2, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
