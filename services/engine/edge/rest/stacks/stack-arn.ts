/** What an ARN of Heat's names: a stack, or with `below` a part of it, such as `/resources/a`; empty: the stack itself. */
export interface StackArn {
  readonly id: string;
  readonly below: string;
}

/** Undefined: the text is no ARN. */
export function readArn(text: string): StackArn | undefined {
  const [, id, below] = /^arn:openstack:heat::[^:/]*:stacks\/[^/]+\/([^/]+)((?:\/[^/]+)*)$/.exec(text) ?? [];
  return id === undefined ? undefined : { id, below: below ?? '' };
}
