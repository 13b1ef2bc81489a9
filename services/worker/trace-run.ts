import type { JobMessage, ReportMessage } from '../../lib/protocol/worker.js';
import type { Tracer } from '../../lib/tracing/tracer.js';

/** A run of a handler within a span of its own, so that spans which a handler makes itself belong to its job. */
export async function traceRun(
  tracer: Tracer,
  job: JobMessage,
  run: () => Promise<ReportMessage>,
): Promise<ReportMessage> {
  const action = job.action.toUpperCase();
  const span = tracer.start({
    name: `handler ${action} ${job.type}`,
    kind: 'server',
    parent: job.traceParent,
    attributes: {
      'isotherm.stack.id': job.stackId,
      'isotherm.stack.name': job.stackName,
      'isotherm.resource.name': job.resource,
      'isotherm.resource.type': job.type,
      'isotherm.job.action': action,
      'isotherm.job.attempt': job.attempt,
    },
  });
  const report = await span.within(run);
  const { outcome } = report;
  // Of what failed the engine's span of the job tells the error: only the engine knows all secrets that may be in it.
  if (outcome === 'transient' || outcome === 'permanent')
    span.end({ 'isotherm.job.outcome': outcome, 'error.type': outcome }, '');
  else span.end({ 'isotherm.job.outcome': outcome });
  return report;
}
