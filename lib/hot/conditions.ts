import type { Json } from '../json.js';
import { didYouMean, shown, type FaultList } from './faults.js';
import { nearestName } from './nearest-name.js';
import { mapOrFault, own, type JsonMap } from './sections.js';
import { isMap } from './storable.js';
import type { Expression } from './values.js';

/** Whether a condition holds. Undefined: it depends on a parameter without a value, or has a fault that was noted. */
export type Truth = boolean | undefined;

/** Compiles a value by the functions that conditions may call. */
export type CompileCondition = (value: Json) => Expression;

/** Levels of all the definitions together that lead from one condition to the next: each takes its part of the stack. */
const deepest = 500;

/** The conditions of a template, each worked out once, when it is first asked for. */
export class Conditions {
  private readonly definitions: JsonMap;
  private readonly known = new Map<string, Truth>();
  private readonly underWay = new Set<string>();
  /** Of the definitions that are under way, how deep each leads to the next, in all. */
  private levels = 0;

  constructor(
    section: Json | undefined,
    private readonly faults: FaultList,
    private readonly compile: CompileCondition,
  ) {
    this.definitions = faults.within('conditions', () =>
      mapOrFault(section, 'The section "conditions"', faults),
    );
  }

  /** Looks at all of them, for their faults. */
  check(): void {
    for (const name of Object.keys(this.definitions)) this.named(name);
  }

  /** A condition where one may stand, at the faults' current path: true or false, a name, or functions. */
  holds(value: Json): Truth {
    const compiled = this.compile(value);
    if (!('lit' in compiled)) return undefined;
    const { lit } = compiled;
    if (typeof lit === 'boolean') return lit;
    if (typeof lit === 'string' && Object.hasOwn(this.definitions, lit)) return this.named(lit);
    const hint =
      typeof lit === 'string'
        ? this.nearest(lit)
        : 'give true, false, the name of a condition, or functions of conditions';
    const said = typeof lit === 'string' ? lit : compiled.secret ? 'a hidden value' : shown(lit);
    this.faults.add(`Invalid condition "${said}"`, { hint });
    return undefined;
  }

  private nearest(name: string): string {
    return didYouMean(nearestName(name, Object.keys(this.definitions))) ?? 'define it under "conditions"';
  }

  private named(name: string): Truth {
    if (this.known.has(name)) return this.known.get(name);
    if (this.underWay.has(name)) {
      this.faults.add(`Circular definition for condition "${name}"`, {
        hint: 'remove one of these references',
      });
      return undefined;
    }
    if (this.levels > deepest) {
      this.faults.add(`The condition "${name}" is reached through too many others`, {
        hint: `let conditions lead through fewer others: ${deepest} levels in all are the most`,
      });
      return undefined;
    }
    this.underWay.add(name);
    const truth = this.elsewhere(['conditions', name], () => this.define(name));
    this.underWay.delete(name);
    this.known.set(name, truth);
    return truth;
  }

  private define(name: string): Truth {
    const written = own(this.definitions, name) ?? null;
    if (typeof written === 'boolean') return written;
    const compiled = isMap(written) ? this.compile(written) : undefined;
    if (compiled && !('lit' in compiled)) return undefined;
    if (compiled && 'lit' in compiled && typeof compiled.lit === 'boolean') return compiled.lit;
    this.faults.add(`The definition of condition "${name}" is invalid: ${shown(written)}`, {
      hint: 'give true, false, or functions of conditions',
    });
    return undefined;
  }

  /** What is wrong with a condition is told where it is defined, whoever asks for it. */
  private elsewhere<T>(path: readonly string[], read: () => T): T {
    const { faults } = this;
    const back = faults.path.splice(0, faults.path.length, ...path);
    this.levels += back.length;
    try {
      return read();
    } finally {
      this.levels -= back.length;
      faults.path.splice(0, faults.path.length, ...back);
    }
  }
}
