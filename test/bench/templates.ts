import { BenchChild } from './child.js';
import { functionTemplate } from './function-template.js';
import { heatTemplateCost, type HeatTemplateCost } from './heat-templates.js';
import { said, type Part } from './part.js';
import { round, table } from './table.js';
import type { TemplateCost } from './template-process.js';

/** Templates of resources with five functions each: what their text costs, and their values. */
export const templates: Part = {
  name: 'templates',
  measure: async (quick) => {
    const sizes = quick ? [100, 1_000] : [1_000, 10_000];
    const ours: TemplateCost[] = [];
    for (const resources of sizes) {
      ours.push(await costOfTemplate(resources));
      said(`a template of ${String(resources)} resources`);
    }
    const heat = await besideHeat(sizes[0] ?? 0);
    return { json: { templates: ours, heatTemplate: heat }, text: templatesText(ours, heat) };
  },
};

async function costOfTemplate(resources: number): Promise<TemplateCost> {
  const child = await BenchChild.start('template-process', { resources }, ['--expose-gc']);
  await child.stop();
  return child.hello as TemplateCost;
}

/** The smaller size alone: ten times as many take Heat minutes, and gigabytes. */
async function besideHeat(resources: number): Promise<HeatTemplateCost | undefined> {
  const cost = await heatTemplateCost(functionTemplate(resources), 3);
  if (cost) said('the same by Heat');
  else process.stderr.write("no python3 here can import Heat's packages: its validation is not measured\n");
  return cost;
}

function templatesText(ours: readonly TemplateCost[], heat: HeatTemplateCost | undefined): string {
  const each = (ms: number, resources: number) => round((ms * 1_000) / resources);
  return [
    '\nA template of resources with five functions each: CPU in us a resource, and memory\n',
    table(
      [
        'by',
        'resources',
        'parse YAML',
        'to goal, from YAML',
        'from JSON',
        'read goal',
        'evaluate',
        'goal MB',
        'process at its peak MB',
      ],
      [
        ...ours.map((cost) => [
          'Isotherm',
          String(cost.resources),
          ...[cost.parseMs, cost.yamlMs, cost.jsonMs, cost.readMs, cost.evaluateMs].map((ms) =>
            each(ms, cost.resources),
          ),
          round(cost.goalMb, 1),
          round(cost.peakMb),
        ]),
        ...(heat
          ? [
              [
                'Heat',
                String(heat.resources),
                each(heat.parseMs, heat.resources),
                each(heat.parseMs + heat.validateMs, heat.resources),
                each(heat.validateMs, heat.resources),
                '',
                '',
                '',
                round(heat.peakMb),
              ],
            ]
          : []),
      ],
    ),
  ].join('');
}
