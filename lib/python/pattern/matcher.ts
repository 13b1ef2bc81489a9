import type { Work } from '../work.js';
import { PythonFault } from '../python-fault.js';
import type { Instruction, Program } from './program.js';

/** Numbers the way back may hold; each choice that is still open takes four. */
const mostOpen = 1_000_000;
/** Instructions that count as one step. */
const instructionsPerStep = 8;

// What an entry of the way back undoes.
const choice = 0;
const fewer = 1;
const more = 2;
const slot = 3;
const count = 4;
const last = 5;
const round = 6;

/**
 * Matches by trying and going back, as Python's own does, with the way back in a list instead of on the call stack:
 * each instruction is counted, so no pattern runs for long.
 */
export class Matcher {
  /** Where each group begins and ends; -1: it took nothing. */
  slots: number[] = [];
  private readonly counts: number[];
  private readonly lasts: number[];
  private readonly way: number[] = [];
  private instructions = 0;
  private notEmptyAt = -1;
  /** Where a match has to end; -1: anywhere. */
  private endsAt = -1;

  constructor(
    private readonly program: Program,
    private readonly groups: number,
    private readonly text: readonly number[],
    private readonly work: Work,
  ) {
    this.counts = new Array<number>(program.loops).fill(0);
    this.lasts = new Array<number>(program.loops).fill(-1);
  }

  /** Where a match that begins at `at` ends; undefined: there is none. `mayBeEmpty`: at `at` itself. */
  match(at: number, mayBeEmpty: boolean): number | undefined {
    this.slots = new Array<number>(2 * this.groups + 2).fill(-1);
    this.notEmptyAt = mayBeEmpty ? -1 : at;
    this.way.length = 0;
    const end = this.run(0, at);
    if (end !== undefined) [this.slots[0], this.slots[1]] = [at, end];
    return end;
  }

  /** Whether some match from the first character ends behind the last one. */
  matchWhole(): boolean {
    this.endsAt = this.text.length;
    const end = this.match(0, true);
    this.endsAt = -1;
    return end !== undefined;
  }

  /** Runs up to an `end`; the way back then leads to other ways of getting there. */
  private run(start: number, from: number): number | undefined {
    const base = this.way.length;
    let place = start;
    let at = from;
    for (;;) {
      if (++this.instructions % instructionsPerStep === 0) this.work.step();
      const instruction = this.program.instructions[place];
      if (!instruction) throw new Error('A pattern ran over its end');
      if (instruction.op === 'end') {
        if (start !== 0 || this.mayEnd(at)) return at;
      } else {
        const next = this.step(instruction, place, at);
        if (next) {
          [place, at] = next;
          continue;
        }
      }
      const back = this.back(base);
      if (!back) return undefined;
      [place, at] = back;
    }
  }

  private mayEnd(at: number): boolean {
    return at !== this.notEmptyAt && (this.endsAt < 0 || at === this.endsAt);
  }

  /** Where it goes on; undefined: not this way. */
  private step(instruction: Instruction, place: number, at: number): readonly [number, number] | undefined {
    switch (instruction.op) {
      case 'one':
        return this.fits(instruction.test, at) ? [place + 1, at + 1] : undefined;
      case 'many':
        return this.many(instruction, place, at);
      case 'assert':
        return instruction.holds(this.text, at) ? [place + 1, at] : undefined;
      case 'save':
        this.push(slot, instruction.slot, this.slots[instruction.slot] ?? -1, 0);
        this.slots[instruction.slot] = at;
        return [place + 1, at];
      case 'try':
        this.push(choice, instruction.then, at, 0);
        return [instruction.first, at];
      case 'jump':
        return [instruction.to, at];
      case 'reference':
        return this.reference(instruction, place, at);
      case 'unless':
        return [this.took(instruction.group) ? place + 1 : instruction.to, at];
      case 'apart':
        return this.apart(instruction, place, at);
      case 'begin':
        this.setCount(instruction.loop, 0);
        this.setLast(instruction.loop, -1);
        return [place + 1, at];
      case 'loop':
        return this.loop(instruction, place, at);
      case 'end':
        return undefined;
    }
  }

  private many(
    { test, min, max, lazy }: Instruction & { op: 'many' },
    place: number,
    at: number,
  ): readonly [number, number] | undefined {
    const wanted = lazy ? min : max;
    let taken = 0;
    while (taken < wanted && this.fits(test, at + taken)) taken++;
    this.instructions += taken;
    this.work.step(Math.floor(taken / instructionsPerStep));
    if (taken < min) return undefined;
    if (lazy && max > min) this.push(more, place, at + taken, max - min);
    else if (!lazy && taken > min) this.push(fewer, place + 1, at + taken - 1, at + min);
    return [place + 1, at + taken];
  }

  private loop(
    instruction: Instruction & { op: 'loop' },
    place: number,
    at: number,
  ): readonly [number, number] {
    const { loop, min, max, lazy, after } = instruction;
    const done = this.counts[loop] ?? 0;
    if (done < min) return this.round(instruction, at);
    // A round that took nothing would go on for ever.
    if (done >= max || this.lasts[loop] === at) return [after, at];
    if (lazy) {
      this.push(round, place, at, 0);
      return [after, at];
    }
    this.push(choice, after, at, 0);
    return this.round(instruction, at);
  }

  private round({ loop, body }: Instruction & { op: 'loop' }, at: number): readonly [number, number] {
    this.setCount(loop, (this.counts[loop] ?? 0) + 1);
    this.setLast(loop, at);
    return [body, at];
  }

  private apart(
    { kind, negated, back, after }: Instruction & { op: 'apart' },
    place: number,
    at: number,
  ): readonly [number, number] | undefined {
    if (back > at) return negated ? [after, at] : undefined;
    const height = this.way.length;
    const end = this.run(place + 1, at - back);
    if (end === undefined) return negated ? [after, at] : undefined;
    if (negated) {
      this.undo(height);
      return undefined;
    }
    this.forgetChoices(height);
    return [after, kind === 'atomic' ? end : at];
  }

  private reference(
    { group, same }: Instruction & { op: 'reference' },
    place: number,
    at: number,
  ): readonly [number, number] | undefined {
    if (!this.took(group)) return undefined;
    const start = this.slots[2 * group] ?? 0;
    const length = (this.slots[2 * group + 1] ?? 0) - start;
    this.work.stepOver(length);
    for (let index = 0; index < length; index++) {
      const [a, b] = [this.text[start + index], this.text[at + index]];
      if (a === undefined || b === undefined || !same(a, b)) return undefined;
    }
    return [place + 1, at + length];
  }

  private took(group: number): boolean {
    return (this.slots[2 * group] ?? -1) >= 0 && (this.slots[2 * group + 1] ?? -1) >= 0;
  }

  private fits(test: (code: number) => boolean, at: number): boolean {
    const code = this.text[at];
    return code !== undefined && test(code);
  }

  private setCount(loop: number, value: number): void {
    this.push(count, loop, this.counts[loop] ?? 0, 0);
    this.counts[loop] = value;
  }

  private setLast(loop: number, value: number): void {
    this.push(last, loop, this.lasts[loop] ?? -1, 0);
    this.lasts[loop] = value;
  }

  private push(kind: number, a: number, b: number, c: number): void {
    this.way.push(kind, a, b, c);
    if (this.way.length > mostOpen)
      throw new PythonFault('TooMuchWork', 'A regular expression leaves too many ways open');
  }

  /** Goes back to the last choice above `base`; undefined: there is none. */
  private back(base: number): readonly [number, number] | undefined {
    while (this.way.length > base) {
      const { kind, a, b, c } = this.pop();
      this.instructions++;
      const next = this.goOn(kind, a, b, c);
      if (next) return next;
    }
    return undefined;
  }

  /** What is tried next where an entry of the way back leads; undefined: nothing, it only undid something. */
  private goOn(kind: number, a: number, b: number, c: number): readonly [number, number] | undefined {
    if (kind === choice) return [a, b];
    if (kind === fewer) {
      if (b > c) this.push(fewer, a, b - 1, c);
      return [a, b];
    }
    if (kind === more) return this.oneMore(a, b, c);
    if (kind !== round) return this.restore(kind, a, b);
    const instruction = this.program.instructions[a];
    return instruction?.op === 'loop' ? this.round(instruction, b) : undefined;
  }

  private oneMore(place: number, at: number, left: number): readonly [number, number] | undefined {
    const instruction = this.program.instructions[place];
    if (instruction?.op !== 'many' || !this.fits(instruction.test, at)) return undefined;
    if (left > 1) this.push(more, place, at + 1, left - 1);
    return [place + 1, at + 1];
  }

  private pop(): { readonly kind: number; readonly a: number; readonly b: number; readonly c: number } {
    const [c = 0, b = 0, a = 0, kind = 0] = [this.way.pop(), this.way.pop(), this.way.pop(), this.way.pop()];
    return { kind, a, b, c };
  }

  private restore(kind: number, index: number, value: number): undefined {
    if (kind === slot) this.slots[index] = value;
    else if (kind === count) this.counts[index] = value;
    else if (kind === last) this.lasts[index] = value;
  }

  private undo(height: number): void {
    while (this.way.length > height) {
      const { kind, a, b } = this.pop();
      this.restore(kind, a, b);
    }
  }

  /** What was set stays, and can still be undone; what was left open is not gone back to. */
  private forgetChoices(height: number): void {
    let kept = height;
    for (let index = height; index < this.way.length; index += 4) {
      const kind = this.way[index];
      if (kind !== slot && kind !== count && kind !== last) continue;
      this.way.copyWithin(kept, index, index + 4);
      kept += 4;
    }
    this.way.length = kept;
  }
}
