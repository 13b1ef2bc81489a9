import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What tells a process from any other, also from a later one with the same number. */
export interface Identity {
  readonly pid: number;
  /** As the system counts it: only equality means something. */
  readonly startTime: string;
  /** Of the boot it runs under. */
  readonly bootId: string;
}

/** Who has this number now; undefined when nobody, or a zombie: it is dead and only waits to be noticed. */
export function identityOf(pid: number): Identity | undefined {
  const startTime = process.platform === 'linux' ? linuxStartTime(pid) : psStartTime(pid);
  return startTime === undefined ? undefined : { pid, startTime, bootId: bootId() };
}

/** True while exactly this process runs. */
export function isAlive(identity: Identity): boolean {
  if (identity.bootId !== bootId()) return false;
  return identityOf(identity.pid)?.startTime === identity.startTime;
}

function linuxStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses and may hold anything, parentheses too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Elsewhere `ps` tells, to the second. */
function psStartTime(pid: number): string | undefined {
  try {
    const [state = 'Z', ...start] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return state.startsWith('Z') ? undefined : start.join(' ');
  } catch {
    return undefined;
  }
}

let knownBootId: string | undefined;

function bootId(): string {
  knownBootId ??=
    process.platform === 'linux'
      ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      : execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8' }).trim();
  return knownBootId;
}
