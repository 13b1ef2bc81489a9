import type { RestApp } from '../context.js';

/** What every answer says of itself: the id of its request, and a type as Heat gives it, for JSON has no charset. */
export function answerHeaders(app: RestApp): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-openstack-request-id', request.id);
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.getHeader('content-type') === 'application/json; charset=utf-8')
      void reply.header('content-type', 'application/json');
    done(null, payload);
  });
}
