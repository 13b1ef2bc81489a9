import { IsothermError } from '../../../../../lib/errors.js';
import type { RestApp } from '../context.js';

/** Refuses paths and queries with NUL, which no database stores or looks for (R20). Bodies are checked where they are read. */
export function refuseUnstorable(app: RestApp): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.url.includes('%00')) done();
    else done(new IsothermError('request.invalid', 'The URL holds a NUL character (%00): leave it out.'));
  });
}
