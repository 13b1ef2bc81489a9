import { Sealer } from '../../lib/secrets.js';
import { EngineSoftware } from '../../services/engine/app/use-cases/engine-software.js';
import type {
  SoftwareConfigRow,
  WholeSoftwareConfigRow,
} from '../../services/engine/store/software-configs.js';
import type { SoftwareDeploymentRow } from '../../services/engine/store/software-deployments.js';
import type { SoftwareStore } from '../../services/engine/store/software-store.js';

type Of<Row> = Row & { readonly tenant: string };

/** Software in memory, of any size, for the command line and the routes; `test/store/software.test.ts` has the real store. */
export function memorySoftware(): EngineSoftware {
  return new EngineSoftware({
    store: memorySoftwareStore(),
    seal: new Sealer([Buffer.alloc(32, 1)]),
    limits: {
      textBytes: 50_000,
      softwareConfigs: 100,
      softwareDeployments: 100,
      deploymentsPerServer: 100,
      softwareAnswerBytes: 100_000,
    },
  });
}

function memorySoftwareStore(): SoftwareStore {
  const configs: Of<WholeSoftwareConfigRow>[] = [];
  const deployments: Of<SoftwareDeploymentRow>[] = [];
  const found = <Row extends { readonly id: string }>(rows: readonly Of<Row>[], tenant: string, id: string) =>
    rows.find((row) => row.tenant === tenant && row.id === id);
  const remove = <Row>(rows: Row[], row: Row) => void rows.splice(rows.indexOf(row), 1);
  const page = <Row extends { readonly id: string }>(
    rows: readonly Row[],
    { limit = Infinity, marker }: { readonly limit?: number; readonly marker?: string },
  ) => {
    const start = rows.findIndex(({ id }) => id === marker) + 1;
    return rows.slice(start, start + limit);
  };
  return {
    insertConfig: ({ config, ...row }) => {
      const createdAt = new Date();
      configs.unshift({ ...row, config: config.content, createdAt });
      return Promise.resolve(createdAt);
    },
    listConfigs: (tenant, query) =>
      Promise.resolve(
        page(configs.filter((row) => row.tenant === tenant), query).map(({ id, name, group, createdAt }): SoftwareConfigRow => ({ id, name, group, createdAt })),
      ), // prettier-ignore
    findConfig: (tenant, id) => Promise.resolve(found(configs, tenant, id)),
    deleteConfig: (tenant, id) => {
      const config = found(configs, tenant, id);
      if (!config) return Promise.resolve('absent');
      if (deployments.some((row) => row.config === id)) return Promise.resolve('used');
      remove(configs, config);
      return Promise.resolve('deleted');
    },
    configBytesOfServer: () => Promise.resolve(0),
    configsOfServer: (tenant, server) =>
      Promise.resolve(
        deployments
          .filter((row) => row.tenant === tenant && row.server === server)
          .flatMap(({ config }) => found(configs, tenant, config) ?? [])
          .sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1)),
      ),
    insertDeployment: (row) => {
      if (!found(configs, row.tenant, row.config)) return Promise.resolve('no config');
      const made = { ...row, outputValues: null, createdAt: new Date(), updatedAt: null };
      deployments.push(made);
      return Promise.resolve(made);
    },
    deploymentBytes: () => Promise.resolve(0),
    listDeployments: (tenant, query) =>
      Promise.resolve(
        page(
          deployments.filter((row) => row.tenant === tenant && (query.server ?? row.server) === row.server),
          query,
        ),
      ),
    findDeployment: (tenant, id) => Promise.resolve(found(deployments, tenant, id)),
    updateDeployment: (tenant, id, changes) => {
      const row = found(deployments, tenant, id);
      if (!row) return Promise.resolve(undefined);
      if (changes.config !== null && !found(configs, tenant, changes.config))
        return Promise.resolve('no config');
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null));
      return Promise.resolve(Object.assign(row, given, { updatedAt: new Date() }));
    },
    deleteDeployment: (tenant, id) => {
      const row = found(deployments, tenant, id);
      if (row) remove(deployments, row);
      return Promise.resolve(row !== undefined);
    },
  };
}
