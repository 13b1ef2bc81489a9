import { IsothermError, type Fault } from '../errors.js';
import type { Json } from '../json.js';
import { redactorOf } from '../redact.js';
import type { TemplateLimits } from './limits.js';

export type PathStep = string | number;

/** A fault before its line is known. `steps` lead to the value, or to the nearest thing that is there. */
export interface UnplacedFault {
  /** `template`, `environment`, or what `environmentFile` makes of a file's name. */
  readonly document: string;
  readonly steps: readonly PathStep[];
  readonly message: string;
  readonly hint?: string;
  readonly type?: string;
  /** The steps lead in the document as it was given, whatever it was translated to. */
  readonly asGiven?: true;
}

export interface FaultOptions {
  /** Steps below the current path. */
  readonly at?: readonly PathStep[];
  readonly hint?: string | undefined;
  /** Heat's name of it; default: that of all faults of templates. */
  readonly type?: string;
}

/** Collects faults while a template is read; `path` is where the reader stands. */
export class FaultList {
  readonly path: PathStep[] = [];
  readonly found: UnplacedFault[] = [];
  document = 'template';
  /** How a path leads in the template as it was given, where it was translated to be read. */
  inTemplate: (steps: readonly PathStep[]) => readonly PathStep[] = (steps) => steps;

  /** Values that no fault may tell. */
  private readonly secrets = new Set<Json>();

  constructor(private readonly limits: TemplateLimits) {}

  /** Keeps a value, and all that is inside, out of what the faults tell: a name that a hidden parameter gives is one. */
  hide(secret: Json): void {
    this.secrets.add(secret);
  }

  /**
   * Notes a fault at the current path, or `steps` below it.
   * @throws TooManyFaults: as many as are wanted have been found.
   */
  add(message: string, { at = [], hint, type }: FaultOptions = {}): void {
    const steps = [...this.path, ...at];
    const fault = { document: this.document, steps, message };
    this.note({ ...fault, ...(hint === undefined ? {} : { hint }), ...(type === undefined ? {} : { type }) });
  }

  /** Notes a fault at a path of the template as it was given. */
  addAsGiven(steps: readonly PathStep[], message: string, hint: string): void {
    this.note({ document: this.document, steps, message, hint, asGiven: true });
  }

  private note(fault: UnplacedFault): void {
    this.found.push(fault);
    if (this.found.length >= this.limits.faults) throw new TooManyFaults();
  }

  /** All faults, with their paths in the documents as they were given, and without what is hidden. */
  given(): UnplacedFault[] {
    const redact = redactorOf(this.secrets);
    return this.found.map(({ message, hint, ...fault }) => ({
      ...fault,
      message: redact(message),
      ...(hint !== undefined && { hint: redact(hint) }),
      ...(fault.document === 'template' && !fault.asGiven && { steps: this.inTemplate(fault.steps) }),
    }));
  }

  /** Runs `read` at the beginning of another document. */
  inDocument<T>(document: string, read: () => T): T {
    const { document: outer } = this;
    const path = this.path.splice(0);
    this.document = document;
    try {
      return read();
    } finally {
      this.document = outer;
      this.path.splice(0, this.path.length, ...path);
    }
  }

  /** Runs `read` one step deeper. */
  within<T>(step: PathStep, read: () => T): T {
    this.path.push(step);
    try {
      return read();
    } finally {
      this.path.pop();
    }
  }
}

/** What faults call an environment file: no other document has a colon at its end. */
export function environmentFile(name: string): string {
  return `${name}:`;
}

/** The path of a fault as people read it. */
export function faultPath(document: string, steps: readonly PathStep[]): string {
  const path = steps.join('.');
  if (document === 'template') return path;
  if (document.endsWith(':')) return path === '' ? document.slice(0, -1) : `${document} ${path}`;
  return path === '' ? document : `${document}.${path}`;
}

/** Ends the search for faults early; the compiler then reports those it has. */
export class TooManyFaults extends Error {}

export function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `did you mean "${name}"?`;
}

/** A value as a message shows it: JSON, cut to a readable length. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The one error that tells all faults: a single fault speaks for itself, more are listed line by line. */
export function faultsError(faults: readonly Fault[]): IsothermError {
  const [first] = faults;
  const message =
    faults.length === 1 && first
      ? withHint(first)
      : [
          `${faults.length} faults were found:`,
          ...faults.slice(0, 20).map(line),
          ...rest(faults.length),
        ].join('\n');
  return new IsothermError('template.invalid', message, { faults });
}

function line(fault: Fault): string {
  const place =
    fault.line === undefined ? fault.path : `${fault.path} (line ${fault.line}, column ${fault.column})`;
  return `${place}: ${withHint(fault)}`;
}

function withHint(fault: Fault): string {
  return fault.hint === undefined ? fault.message : `${fault.message} (${fault.hint})`;
}

function rest(count: number): string[] {
  return count > 20 ? [`and ${count - 20} more`] : [];
}
