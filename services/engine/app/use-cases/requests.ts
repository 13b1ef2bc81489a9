/** What a user asks of a stack beside its template. Each is a revision, so none is lost (R16). */
export interface Requests {
  /** Asks something of the stack as it is. @throws `request.unsupported` where it makes no sense now, as in Heat. */
  act(tenant: string, stackId: string, action: StackRequest): Promise<void>;
  /** Asks something of one resource. */
  actOnResource(tenant: string, stackId: string, resource: string, request: ResourceRequest): Promise<void>;
}

export type StackRequest =
  | 'suspend' | 'resume' | 'check' | 'cancel_update' | 'cancel_without_rollback'
  /** Maintenance: looks go on, nothing is touched. */
  | 'pause' | 'unpause'
  /** A protected stack cannot be deleted. */
  | 'protect' | 'unprotect'; // prettier-ignore

export type ResourceRequest =
  | { readonly kind: 'check' }
  | { readonly kind: 'unhealthy'; readonly reason: string }
  | { readonly kind: 'healthy' }
  /** It counts as done, however it is, until it is taken back with `unskip`. */
  | { readonly kind: 'skip' | 'unskip' }
  /** It goes on from the hook that holds it. @throws `hook.invalid` when that does not hold it */
  | { readonly kind: 'clear-hook'; readonly hook: string }
  /** What no goal wants of it any more, and cannot be deleted, is left behind. */
  | { readonly kind: 'forget' };
