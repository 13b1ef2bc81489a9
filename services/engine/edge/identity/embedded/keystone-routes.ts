import type { FastifyReply, FastifyRequest } from 'fastify';
import { IsothermError } from '../../../../../lib/errors.js';
import type { RestApp } from '../../rest/context.js';
import { clientAddress } from '../../rest/http/client-address.js';
import { unauthorised } from '../identity.js';
import type { Accounts, Issued, Session } from './accounts.js';
import { answerAsKeystone } from './keystone-errors.js';
import { callerOf, open, placeOf, PREFIX, requireAdmin, type KeystoneOptions } from './keystone-request.js';
import { listRoutes } from './keystone-lists.js';
import { tokenBody, versionBody } from './keystone-body.js';
import { loginBody, scopeOf, userNameOf, type LoginBody } from './login-body.js';

/** As much of Keystone's API, version 3, as OpenStack's clients need to log in. Errors have Keystone's form. */
export function keystoneRoutes(app: RestApp, options: KeystoneOptions): void {
  void app.register((scope, _options, done) => {
    answerAsKeystone(scope);
    versionRoutes(scope, options);
    tokenRoutes(scope, options);
    listRoutes(scope, options);
    done();
  });
}

function versionRoutes(app: RestApp, { region }: KeystoneOptions): void {
  for (const url of [PREFIX, `${PREFIX}/`]) {
    app.get(url, open, (request, reply) => {
      void reply.code(300).send({ versions: { values: [versionBody(placeOf(request, region))] } });
    });
  }
  for (const url of [`${PREFIX}/v3`, `${PREFIX}/v3/`]) {
    app.get(url, open, (request, reply) => {
      void reply.send({ version: versionBody(placeOf(request, region)) });
    });
  }
}

function tokenRoutes(app: RestApp, { accounts, region }: KeystoneOptions): void {
  const url = `${PREFIX}/v3/auth/tokens`;
  const withCatalogue = ({ query }: FastifyRequest) => !Object.hasOwn(query as object, 'nocatalog');
  const answer = (request: FastifyRequest, reply: FastifyReply, session: Session, text: string) =>
    reply
      .header('x-subject-token', text)
      .header('vary', 'X-Auth-Token')
      .send(tokenBody(session, placeOf(request, region), withCatalogue(request)));

  app.post(url, open, async (request, reply) => {
    const issued = await login(accounts, bodyOf(request.body), clientAddress(request));
    return answer(request, reply.code(201), issued, issued.text);
  });
  app.route({
    ...open,
    method: ['GET', 'HEAD'],
    url,
    handler: (request, reply) => {
      const { subject, text } = subjectOf(accounts, request);
      return answer(request, reply, subject, text);
    },
  });
  app.delete(url, open, async (request, reply) => {
    await accounts.revoke(subjectOf(accounts, request).subject.claims);
    return reply.code(204).send();
  });
}

async function login(accounts: Accounts, body: LoginBody, address: string): Promise<Issued> {
  const { methods, password, token } = body.auth.identity;
  const scope = scopeOf(body);
  // With several methods all would have to be right; nobody needs that here.
  if (methods.length === 1 && methods[0] === 'password' && password) {
    const { user } = password;
    return accounts.loginByPassword({ name: userNameOf(user), password: user.password, address }, scope);
  }
  if (methods.length === 1 && methods[0] === 'token' && token) return accounts.loginByToken(token.id, scope);
  throw unauthorised('Log in with the method password, or with the method token.');
}

function bodyOf(body: unknown): LoginBody {
  const { data, error } = loginBody.safeParse(body);
  if (data) return data;
  // Not the value at fault: it may be a password.
  const where = error.issues.map(({ path }) => path.join('.') || 'the body').join(', ');
  throw new IsothermError('request.invalid', `The request to log in is not valid: see ${where}.`);
}

/** The token that a request is about: the caller's, another one of the same user, or any when an admin asks. */
function subjectOf(
  accounts: Accounts,
  request: FastifyRequest,
): { readonly subject: Session; readonly text: string } {
  const caller = callerOf(accounts, request);
  const text = request.headers['x-subject-token'];
  if (typeof text !== 'string')
    throw new IsothermError('request.invalid', 'The header X-Subject-Token is missing.');
  const subject = found(() => accounts.session(text));
  if (subject?.user.name !== caller.user.name) requireAdmin(caller);
  if (subject) return { subject, text };
  throw new IsothermError('request.not-found', 'Could not find token: it is none, or has ended.');
}

function found(look: () => Session): Session | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof IsothermError && error.code === 'request.unauthorized') return undefined;
    throw error;
  }
}
