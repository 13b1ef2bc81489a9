import type { Assertion, CharacterTest, Node, Repeat } from './node.js';

/** A step of the machine that matches; numbers are places in the program. */
export type Instruction =
  | { readonly op: 'one'; readonly test: CharacterTest }
  /** One character, again and again, without a stack entry for each. */
  | {
      readonly op: 'many';
      readonly test: CharacterTest;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    }
  | { readonly op: 'assert'; readonly holds: Assertion }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'try'; readonly first: number; readonly then: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'reference'; readonly group: number; readonly same: (a: number, b: number) => boolean }
  | { readonly op: 'unless'; readonly group: number; readonly to: number }
  /** Matches what lies between here and `after` by itself, and never comes back to it. */
  | {
      readonly op: 'apart';
      readonly kind: 'atomic' | 'ahead';
      readonly negated: boolean;
      readonly back: number;
      readonly after: number;
    }
  | { readonly op: 'begin'; readonly loop: number }
  | {
      readonly op: 'loop';
      readonly loop: number;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
      readonly body: number;
      readonly after: number;
    }
  | { readonly op: 'end' };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly loops: number;
}

export function toProgram(node: Node): Program {
  const writer = new Writer();
  writer.write(node);
  writer.add({ op: 'end' });
  return writer;
}

class Writer implements Program {
  readonly instructions: Instruction[] = [];
  loops = 0;

  write(node: Node): void {
    switch (node.kind) {
      case 'one':
        return this.add({ op: 'one', test: node.test });
      case 'assertion':
        return this.add({ op: 'assert', holds: node.holds });
      case 'sequence':
        return node.nodes.forEach((each) => this.write(each));
      case 'choice':
        return this.choice(node.options);
      case 'group':
        this.add({ op: 'save', slot: 2 * node.index });
        this.write(node.body);
        return this.add({ op: 'save', slot: 2 * node.index + 1 });
      case 'reference':
        return this.add({ op: 'reference', group: node.group, same: node.same });
      case 'conditional':
        return this.conditional(node.group, node.yes, node.no);
      case 'atomic':
        return this.apart('atomic', false, 0, node.body);
      case 'ahead':
        return this.apart('ahead', node.negated, 0, node.body);
      case 'behind':
        return this.apart('ahead', node.negated, node.width, node.body);
      case 'repeat':
        return this.repeat(node);
    }
  }

  add(instruction: Instruction): void {
    this.instructions.push(instruction);
  }

  /** Adds an instruction once it is known where it leads. */
  private later(): (instruction: Instruction) => void {
    const place = this.instructions.length;
    this.add({ op: 'end' });
    return (instruction) => {
      this.instructions[place] = instruction;
    };
  }

  private get here(): number {
    return this.instructions.length;
  }

  private choice(options: readonly Node[]): void {
    const ends: ((instruction: Instruction) => void)[] = [];
    options.forEach((option, index) => {
      if (index === options.length - 1) return this.write(option);
      const fork = this.later();
      const first = this.here;
      this.write(option);
      ends.push(this.later());
      fork({ op: 'try', first, then: this.here });
    });
    for (const end of ends) end({ op: 'jump', to: this.here });
  }

  private conditional(group: number, yes: Node, no: Node): void {
    const fork = this.later();
    this.write(yes);
    const end = this.later();
    fork({ op: 'unless', group, to: this.here });
    this.write(no);
    end({ op: 'jump', to: this.here });
  }

  private apart(kind: 'atomic' | 'ahead', negated: boolean, back: number, body: Node): void {
    const start = this.later();
    this.write(body);
    this.add({ op: 'end' });
    start({ op: 'apart', kind, negated, back, after: this.here });
  }

  private repeat(node: Repeat): void {
    const { body, min, max, mode } = node;
    if (mode === 'possessive') return this.apart('atomic', false, 0, { ...node, mode: 'greedy' });
    const lazy = mode === 'lazy';
    if (body.kind === 'one') return this.add({ op: 'many', test: body.test, min, max, lazy });
    const loop = this.loops++;
    this.add({ op: 'begin', loop });
    const place = this.here;
    const head = this.later();
    this.write(body);
    this.add({ op: 'jump', to: place });
    head({ op: 'loop', loop, min, max, lazy, body: place + 1, after: this.here });
  }
}
