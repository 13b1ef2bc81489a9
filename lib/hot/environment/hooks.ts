/** Points at which a resource can be held until a user lets it go on. */
export const HOOKS = [
  'pre-create',
  'pre-update',
  'pre-delete',
  'post-create',
  'post-update',
  'post-delete',
] as const;
export type Hook = (typeof HOOKS)[number];

/** What an environment can forbid of a resource. */
export const RESTRICTED_ACTIONS = ['update', 'replace'] as const;
export type RestrictedAction = (typeof RESTRICTED_ACTIONS)[number];

export function isHook(word: unknown): word is Hook {
  return HOOKS.some((hook) => hook === word);
}

export function isRestrictedAction(word: unknown): word is RestrictedAction {
  return RESTRICTED_ACTIONS.some((action) => action === word);
}
