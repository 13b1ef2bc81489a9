import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import { acceptedBody, acceptedSchema } from './accepted.js';
import { allowedGoal } from './allowed-goal.js';
import type { RestApp, RestContext } from '../context.js';
import { demandedPlan, planBody, planOf, planSchema } from './plan-view.js';
import { integerOf, querySchema, type Query } from '../http/query.js';
import {
  revisionBody,
  revisionDiffBody,
  revisionDiffSchema,
  revisionSchema,
  revisionSummary,
  revisionSummarySchema,
} from './revision-view.js';
import { STACK, stackOf, stackParams } from './stack-of.js';

const tags = ['revisions'];
const revisionParams = stackParams.extend({ revision: z.string() });

/** Ours: every goal that a stack had. */
export function revisionRoutes(app: RestApp, context: RestContext): void {
  readRoutes(app, context);
  const { useCases } = context;

  app.get(
    `${STACK}/revisions/:revision/diff`,
    {
      config: { action: 'stacks:diff_revisions' },
      schema: {
        tags,
        summary: 'How another revision differs from this one',
        params: revisionParams,
        querystring: querySchema({ with: 'The other revision' }),
        response: { 200: z.object({ diff: revisionDiffSchema }) },
      },
    },
    async ({ params, query }) => {
      const { tenant, id } = await stackOf(useCases, params);
      const [from, to] = [numberOf(params.revision), otherRevision(query)];
      return { diff: revisionDiffBody(await useCases.history.diffRevisions(tenant, id, from, to)) };
    },
  );

  app.post(
    `${STACK}/revisions/:revision/plan`,
    {
      config: { action: 'stacks:plan_revision' },
      schema: {
        tags,
        summary: 'What applying an old revision would do',
        params: revisionParams,
        response: { 200: z.object({ plan: planSchema }) },
      },
    },
    async (request) => {
      const { params } = request;
      const { tenant, id } = await stackOf(useCases, params);
      const options = await allowedGoal(useCases, request, {});
      return {
        plan: planBody(await useCases.plans.planApply(tenant, id, numberOf(params.revision), options)),
      };
    },
  );

  app.post(
    `${STACK}/revisions/:revision/apply`,
    {
      config: { action: 'stacks:apply_revision' },
      schema: {
        tags,
        summary: 'Makes the goal of an old revision the goal again',
        params: revisionParams,
        body: demandedPlan,
        response: { 202: acceptedSchema },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const { tenant, id } = await stackOf(useCases, params);
      const number = numberOf(params.revision);
      const options = await allowedGoal(useCases, request, planOf(body));
      const { revision } = await useCases.history.applyRevision(tenant, id, number, options);
      return reply.code(202).send(acceptedBody(revision));
    },
  );
}

function readRoutes(app: RestApp, { useCases, templateLimits }: RestContext): void {
  app.get(
    `${STACK}/revisions`,
    {
      config: { action: 'stacks:list_revisions' },
      schema: {
        tags,
        summary: 'Revisions of a stack, the newest first',
        params: stackParams,
        response: { 200: z.object({ revisions: z.array(revisionSummarySchema) }) },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return { revisions: (await useCases.history.listRevisions(tenant, id)).map(revisionSummary) };
    },
  );

  app.get(
    `${STACK}/revisions/:revision`,
    {
      config: { action: 'stacks:show_revision' },
      schema: {
        tags,
        summary: 'A revision with its template',
        params: revisionParams,
        response: { 200: z.object({ revision: revisionSchema }) },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      const revision = await useCases.history.showRevision(tenant, id, numberOf(params.revision));
      return { revision: revisionBody(revision, templateLimits) };
    },
  );
}

/** @throws IsothermError `revision.not-found`: what is no number is no revision's. */
function numberOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new IsothermError('revision.not-found', `The Revision (${text.slice(0, 80)}) could not be found.`);
}

function otherRevision(query: Query): number {
  const other = integerOf(query, 'with', 1);
  if (other !== undefined) return other;
  throw new IsothermError('request.invalid', 'No revision to compare with: give `with`, such as ?with=3.');
}
