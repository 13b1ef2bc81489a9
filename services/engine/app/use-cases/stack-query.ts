/** Which stacks a list has, and in which order. */
export interface StackQuery {
  readonly limit?: number;
  /** Stack id after which the page starts. */
  readonly marker?: string;
  /** Those of every tenant. */
  readonly allTenants?: boolean;
  readonly names?: readonly string[];
  readonly ids?: readonly string[];
  /** `CREATE_COMPLETE`, or a status word alone. */
  readonly statuses?: readonly string[];
  readonly tenants?: readonly string[];
  /** Made by any of these users. */
  readonly usernames?: readonly string[];
  /** With all of these tags, with any of those, without all of these together, with none of those. */
  readonly tags?: readonly string[];
  readonly tagsAny?: readonly string[];
  readonly notTags?: readonly string[];
  readonly notTagsAny?: readonly string[];
  readonly showDeleted?: boolean;
  readonly sortKeys?: readonly ('stack_name' | 'stack_status' | 'creation_time' | 'updated_time')[];
  readonly sortDir?: 'asc' | 'desc';
}
