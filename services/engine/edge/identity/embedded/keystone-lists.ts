import type { FastifyRequest } from 'fastify';
import { IsothermError } from '../../../../../lib/errors.js';
import type { RestApp } from '../../rest/context.js';
import type { User } from '../../../../../lib/users/user-file.js';
import type { Accounts, Session } from './accounts.js';
import { callerOf, open, placeOf, PREFIX, requireAdmin, type KeystoneOptions } from './keystone-request.js';
import { catalogue, projectBody, userBody, type Place } from './keystone-body.js';

/** Projects and users, as far as a client may see them: its own, or for an admin all. */
export function listRoutes(app: RestApp, { accounts, region }: KeystoneOptions): void {
  const list = (
    path: string,
    what: string,
    items: (request: FastifyRequest, place: Place) => readonly object[],
  ) => {
    app.get<{ Params: { id: string } }>(`${PREFIX}/v3${path}`, open, (request, reply) => {
      const place = placeOf(request, region);
      const links = {
        next: null,
        previous: null,
        self: `${place.base}${request.url.split('?', 1)[0] ?? ''}`,
      };
      return reply.send({ [what]: items(request, place), links });
    });
  };
  const one = (
    path: string,
    what: string,
    item: (request: FastifyRequest, id: string, place: Place) => object,
  ) => {
    app.get<{ Params: { id: string } }>(`${PREFIX}/v3${path}/:id`, open, (request, reply) =>
      reply.send({ [what]: item(request, request.params.id, placeOf(request, region)) }),
    );
  };
  const session = (request: FastifyRequest) => callerOf(accounts, request);
  const projectsOf = ({ projects }: User, place: Place) =>
    [...projects.keys()].map((name) => projectBody(name, place));

  list('/auth/projects', 'projects', (request, place) => projectsOf(session(request).user, place));
  list('/auth/domains', 'domains', (request) => (session(request), []));
  list('/auth/catalog', 'catalog', (request, place) => {
    const { project } = session(request).claims;
    return project === undefined ? [] : catalogue(project, place);
  });
  list('/users/:id/projects', 'projects', (request, place) => {
    const { id } = request.params as { readonly id: string };
    return projectsOf(visibleUser(accounts, session(request), id), place);
  });
  list('/projects', 'projects', (request, place) => {
    requireAdmin(session(request));
    return allProjects(accounts).map((name) => projectBody(name, place));
  });
  list('/users', 'users', (request, place) => {
    requireAdmin(session(request));
    return [...accounts.users().values()].map((user) => userBody(user, place));
  });
  one('/projects', 'project', (request, id, place) => {
    const caller = session(request);
    if (!caller.user.projects.has(id)) requireAdmin(caller);
    if (allProjects(accounts).includes(id)) return projectBody(id, place);
    throw new IsothermError('request.not-found', `Could not find project: ${id}.`);
  });
  one('/users', 'user', (request, id, place) => userBody(visibleUser(accounts, session(request), id), place));
}

function visibleUser(accounts: Accounts, caller: Session, id: string): User {
  if (caller.user.name !== id) requireAdmin(caller);
  const user = accounts.users().get(id);
  if (user) return user;
  throw new IsothermError('request.not-found', `Could not find user: ${id}.`);
}

function allProjects(accounts: Accounts): string[] {
  return [...new Set([...accounts.users().values()].flatMap(({ projects }) => [...projects.keys()]))].sort();
}
