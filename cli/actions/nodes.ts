import { confirm, mayAsk } from '../confirm.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { table } from '../table.js';
import type { NodeDetail } from '../client/fleet-calls.js';

export async function listNodes(session: Session): Promise<number> {
  const nodes = await session.client.fleet.listNodes();
  if (session.json) session.sayJson(nodes);
  else {
    const rows = nodes.map((node) => [
      node.node,
      node.status,
      node.workers.join(', '),
      node.observers.join(', '),
      String(node.things),
      String(node.left_overs),
    ]);
    session.say(table(['NODE', 'STATUS', 'WORKERS', 'OBSERVERS', 'THINGS', 'LEFT OVER'], rows));
  }
  return exitCodes.ok;
}

export async function showNode(session: Session, name: string): Promise<number> {
  const node = await session.client.fleet.showNode(name);
  if (session.json) session.sayJson(node);
  else session.say(living(node));
  return exitCodes.ok;
}

/** Declares gone all that lives there; where somebody can answer, he sees what that is, and is asked. */
export async function forgetNode(
  session: Session,
  name: string,
  options: { readonly yes?: boolean },
): Promise<number> {
  const { fleet } = session.client;
  if (mayAsk(session, options)) {
    const node = await fleet.showNode(name);
    session.say(
      `All of this is declared gone; what is wanted of it is made anew elsewhere:\n${living(node)}` +
        `Should ${name} come back after all, what is left over there is deleted.\n`,
    );
    if (!(await confirm('Go on?'))) {
      session.say('Nothing was changed.\n');
      return exitCodes.failed;
    }
  }
  const gone = await fleet.forgetNode(name);
  if (session.json) session.sayJson(gone);
  else
    session.say(`${living(gone)}${String(gone.living.length)} things of node ${name} are declared gone.\n`);
  return exitCodes.ok;
}

function living(node: NodeDetail): string {
  const rows = node.living.map((thing) => [
    `${thing.stack_name}.${thing.resource_name}`,
    thing.resource_type,
    thing.physical_resource_id,
    thing.tenant,
  ]);
  return table(['RESOURCE', 'TYPE', 'PHYSICAL ID', 'TENANT'], rows);
}
