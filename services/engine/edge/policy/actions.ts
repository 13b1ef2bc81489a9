/** Roles, each of which has the powers of those behind it. */
const READERS = ['reader'] as const;
const MEMBERS = ['member'] as const;
/** Nobody but admins. */
const ADMINS = [] as const;
/** A machine of a stack, which may report about it. */
const STACK_USERS = ['heat_stack_user'] as const;

/**
 * Every action with the roles that may do it in their own project; admins may do all of them in every project. The names are
 * Heat's where Heat has the action, and so are the roles, but for what is said in docs/identity.md.
 */
export const defaultRoles = {
  'actions:action': MEMBERS,
  'actions:suspend': MEMBERS,
  'actions:resume': MEMBERS,
  'actions:check': MEMBERS,
  'actions:cancel_update': MEMBERS,
  'actions:cancel_without_rollback': MEMBERS,
  'actions:pause': MEMBERS,
  'actions:unpause': MEMBERS,
  'actions:protect': MEMBERS,
  'actions:unprotect': MEMBERS,
  'actions:accept_drift': MEMBERS,
  'build_info:build_info': READERS,
  'events:index': READERS,
  'events:show': READERS,
  'events:stream': READERS,
  'nodes:index': ADMINS,
  'nodes:show': ADMINS,
  'nodes:forget': ADMINS,
  'resource:index': READERS,
  'resource:show': READERS,
  'resource:metadata': [...READERS, ...STACK_USERS],
  'resource:signal': [...MEMBERS, ...STACK_USERS],
  'resource:mark_unhealthy': MEMBERS,
  'resource:action': MEMBERS,
  'resource:drift': READERS,
  'resource:logs': READERS,
  'service:index': ADMINS,
  'service:drain': ADMINS,
  'service:undrain': ADMINS,
  'software_configs:index': READERS,
  'software_configs:create': MEMBERS,
  'software_configs:show': READERS,
  'software_configs:delete': MEMBERS,
  'software_deployments:index': READERS,
  'software_deployments:create': MEMBERS,
  'software_deployments:show': READERS,
  'software_deployments:update': MEMBERS,
  'software_deployments:delete': MEMBERS,
  'software_deployments:metadata': [...READERS, ...STACK_USERS],
  'stacks:abandon': MEMBERS,
  'stacks:apply_revision': MEMBERS,
  'stacks:create': MEMBERS,
  'stacks:delete': MEMBERS,
  'stacks:delete_snapshot': MEMBERS,
  'stacks:detail': READERS,
  'stacks:diff_revisions': READERS,
  'stacks:drift': READERS,
  'stacks:environment': READERS,
  'stacks:export': MEMBERS,
  'stacks:failures': READERS,
  'stacks:files': READERS,
  'stacks:generate_template': MEMBERS,
  'stacks:global_index': ADMINS,
  'stacks:index': READERS,
  'stacks:left_behind': READERS,
  'stacks:list_outputs': READERS,
  'stacks:list_resource_types': READERS,
  'stacks:list_revisions': READERS,
  'stacks:list_snapshots': READERS,
  'stacks:list_template_functions': READERS,
  'stacks:list_template_versions': READERS,
  'stacks:lookup': [...READERS, ...STACK_USERS],
  'stacks:plan': READERS,
  'stacks:plan_revision': MEMBERS,
  'stacks:plan_snapshot': MEMBERS,
  'stacks:plan_update': MEMBERS,
  'stacks:preview': READERS,
  'stacks:preview_update': MEMBERS,
  'stacks:resource_schema': READERS,
  'stacks:restore_snapshot': MEMBERS,
  'stacks:show': READERS,
  'stacks:show_output': READERS,
  'stacks:show_revision': READERS,
  'stacks:show_snapshot': READERS,
  'stacks:snapshot': MEMBERS,
  'stacks:template': READERS,
  'stacks:update': MEMBERS,
  'stacks:update_patch': MEMBERS,
  'stacks:validate_template': MEMBERS,
  'stacks:why': READERS,
} as const satisfies Record<string, readonly string[]>;

/** What a route does, by which a policy allows or refuses it. */
export type Action = keyof typeof defaultRoles;

export function isAction(name: string): name is Action {
  return Object.hasOwn(defaultRoles, name);
}
