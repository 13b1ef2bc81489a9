import type { Thing } from './thing.js';

/** What people and policies did to things, so that nobody is blamed for it. */
export class Bystanders {
  /** Things that somebody else removed: nobody can know at once. */
  readonly removed = new Set<string>();
  private readonly left = new Set<string>();
  private readonly first = new Set<string>();
  private readonly skipped = new Set<string>();

  /** A goal or a request says that the things of that resource may be left behind. */
  letStay(stack: string, resource: string): void {
    this.left.add(`${stack}/${resource}`);
  }

  /** The stack is given up, with all that it has. */
  letAllStay(stack: string): void {
    this.left.add(stack);
  }

  mayStay({ stack, name, found }: Pick<Thing, 'stack' | 'name' | 'found'>): boolean {
    return found || this.left.has(stack) || this.left.has(`${stack}/${name}`);
  }

  /** Something of the stack goes before what stands on it has moved over, and others with it. */
  letGoFirst(stack: string): void {
    this.first.add(stack);
  }

  mayGoFirst({ stack }: Pick<Thing, 'stack'>): boolean {
    return this.first.has(stack);
  }

  /** A user says that it counts as done, so what is built on it is built on what it is not. */
  skip(stack: string, resource: string): void {
    this.skipped.add(`${stack}/${resource}`);
  }

  /** Something of the stack counted as done that was not. */
  skipsIn(stack: string): boolean {
    return [...this.skipped].some((one) => one.startsWith(`${stack}/`));
  }

  wasSkipped(stack: string, resource: string): boolean {
    return this.skipped.has(`${stack}/${resource}`);
  }
}
