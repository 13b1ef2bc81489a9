import { z } from 'zod';
import { unauthorised } from '../identity.js';
import { isOurDomain } from './keystone-body.js';

const text = z.string().max(4_096);
const named = z.object({ id: text.optional(), name: text.optional() });

/** What a client sends to log in, as far as we have it. */
export const loginBody = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.array(z.string()).min(1).max(8),
      password: z.object({ user: named.extend({ domain: named.optional(), password: text }) }).optional(),
      token: z.object({ id: text }).optional(),
    }),
    scope: z
      .union([
        z.literal('unscoped'),
        z.object({
          project: named.extend({ domain: named.optional() }).optional(),
          domain: z.unknown().optional(),
          system: z.unknown().optional(),
        }),
      ])
      .optional(),
  }),
});
export type LoginBody = z.infer<typeof loginBody>;

/** The project that a token shall be good for; undefined: none. @throws IsothermError `request.unauthorized` for what is not a project. */
export function scopeOf({ auth: { scope } }: LoginBody): string | undefined {
  if (scope === undefined || scope === 'unscoped') return undefined;
  const { project } = scope;
  if (!project) throw unauthorised('A token is good for a project, not for a domain or the system.');
  if (project.id !== undefined) return project.id;
  if (project.name !== undefined && isOurDomain(project.domain)) return project.name;
  throw unauthorised('The project is named by its id, or by its name and the domain Default.');
}

/** @throws IsothermError `request.unauthorized` */
export function userNameOf(
  user: z.infer<typeof named> & { readonly domain?: z.infer<typeof named> | undefined },
): string {
  if (user.id !== undefined) return user.id;
  if (user.name !== undefined && isOurDomain(user.domain)) return user.name;
  throw unauthorised('The user is named by an id, or by a name and the domain Default.');
}
