import { randomUUID } from 'node:crypto';
import { IsothermError } from '../../../../lib/errors.js';
import type { Json } from '../../../../lib/json.js';
import type { SoftwareDeploymentRow } from '../../store/software-deployments.js';
import type { SoftwareStore } from '../../store/software-store.js';
import type { KeyedSeal } from './kept-request.js';
import { openConfig, sealConfig } from './software-config-texts.js';
import {
  configInUse,
  configOwned,
  noConfig,
  noDeployment,
  tooMany,
  tooManyConfigs,
} from './software-errors.js';
import type {
  NewSoftwareConfig,
  NewSoftwareDeployment,
  Software,
  SoftwareConfigSummary,
  SoftwareConfigView,
  SoftwareDeploymentChanges,
  SoftwareDeploymentQuery,
  SoftwareDeploymentView,
  SoftwarePage,
} from './software.js';

export interface SoftwarePorts {
  readonly store: SoftwareStore;
  readonly seal: KeyedSeal;
  readonly limits: SoftwareLimits;
}

export interface SoftwareLimits {
  /** Of one config itself. */
  readonly textBytes: number;
  /** Of a tenant. */
  readonly softwareConfigs: number;
  readonly softwareDeployments: number;
  readonly deploymentsPerServer: number;
  /** Of what one answer is read from. */
  readonly softwareAnswerBytes: number;
}

/** Whatever a script or a value is, it may be a secret: all of them are sealed. */
export class EngineSoftware implements Software {
  constructor(private readonly ports: SoftwarePorts) {}

  async createConfig(tenant: string, config: NewSoftwareConfig): Promise<SoftwareConfigView> {
    const { store, seal, limits } = this.ports;
    const { whole, row } = sealConfig(seal, config, limits.textBytes);
    const id = randomUUID();
    const createdAt = await store.insertConfig({ ...row, id, tenant }, limits.softwareConfigs);
    if (createdAt) return { ...whole, id, createdAt };
    throw tooManyConfigs(limits.softwareConfigs);
  }

  listConfigs(tenant: string, page: SoftwarePage = {}): Promise<readonly SoftwareConfigSummary[]> {
    return this.ports.store.listConfigs(tenant, page);
  }

  async showConfig(tenant: string, id: string): Promise<SoftwareConfigView> {
    const row = await this.ports.store.findConfig(tenant, id);
    if (row) return openConfig(this.ports.seal, row);
    throw noConfig(id);
  }

  async deleteConfig(tenant: string, id: string): Promise<void> {
    const outcome = await this.ports.store.deleteConfig(tenant, id);
    if (outcome === 'absent') throw noConfig(id);
    if (outcome === 'used') throw configInUse(id);
    if (typeof outcome === 'object') throw configOwned(id, outcome);
  }

  async createDeployment(tenant: string, deployment: NewSoftwareDeployment): Promise<SoftwareDeploymentView> {
    const { store, limits } = this.ports;
    const { configId, serverId, action, status } = deployment;
    const made = await store.insertDeployment(
      {
        id: randomUUID(),
        tenant,
        config: configId,
        server: serverId,
        action,
        status,
        reason: this.sealed(deployment.statusReason),
        inputValues: this.sealed(deployment.inputValues),
      },
      { perTenant: limits.softwareDeployments, perServer: limits.deploymentsPerServer },
    );
    if (made === 'no config') throw noConfig(configId);
    if (made !== 'too many') return this.deployment(made);
    throw tooMany(
      `software deployments, ${String(limits.softwareDeployments)} per project and ${String(limits.deploymentsPerServer)} per server`,
      'limits.softwareDeployments or limits.deploymentsPerServer',
    );
  }

  async listDeployments(
    tenant: string,
    query: SoftwareDeploymentQuery = {},
  ): Promise<readonly SoftwareDeploymentView[]> {
    const { store } = this.ports;
    this.refuseLargeAnswer(await store.deploymentBytes(tenant, query), 'ask for pages with limit and marker');
    return (await store.listDeployments(tenant, query)).map((row) => this.deployment(row));
  }

  async showDeployment(tenant: string, id: string): Promise<SoftwareDeploymentView> {
    const row = await this.ports.store.findDeployment(tenant, id);
    if (row) return this.deployment(row);
    throw noDeployment(id);
  }

  async updateDeployment(
    tenant: string,
    id: string,
    changes: SoftwareDeploymentChanges,
  ): Promise<SoftwareDeploymentView> {
    const config = changes.configId || null;
    const row = await this.ports.store.updateDeployment(tenant, id, {
      config,
      action: changes.action || null,
      status: changes.status || null,
      reason: this.sealed(changes.statusReason || null),
      inputValues: this.sealed(filled(changes.inputValues)),
      outputValues: this.sealed(filled(changes.outputValues)),
    });
    if (row === undefined) throw noDeployment(id);
    if (row === 'no config') throw noConfig(config ?? '');
    return this.deployment(row);
  }

  async deleteDeployment(tenant: string, id: string): Promise<void> {
    if (!(await this.ports.store.deleteDeployment(tenant, id))) throw noDeployment(id);
  }

  async configsOfServer(tenant: string, server: string): Promise<readonly SoftwareConfigView[]> {
    const { store } = this.ports;
    this.refuseLargeAnswer(await store.configBytesOfServer(tenant, server), 'deploy less to the server');
    return (await store.configsOfServer(tenant, server)).map((row) => openConfig(this.ports.seal, row));
  }

  /** What is kept for one tenant must not be more than the memory that all share. */
  private refuseLargeAnswer(bytes: number, instead: string): void {
    const most = this.ports.limits.softwareAnswerBytes;
    if (bytes <= most) return;
    throw new IsothermError(
      'software.limit',
      `The answer would be read from ${String(bytes)} bytes, and ${String(most)} are allowed: ${instead}, or raise limits.softwareAnswerBytes.`,
    );
  }

  private deployment(row: SoftwareDeploymentRow): SoftwareDeploymentView {
    const { id, action, status, createdAt, updatedAt } = row;
    return {
      id,
      configId: row.config,
      serverId: row.server,
      action,
      status,
      statusReason: this.opened(row.reason) as string | null,
      inputValues: this.opened(row.inputValues),
      outputValues: this.opened(row.outputValues),
      createdAt,
      updatedAt,
    };
  }

  private sealed(value: Json): string | null {
    return value === null ? null : this.ports.seal.seal(JSON.stringify(value));
  }

  private opened(text: string | null): Json {
    return text === null ? null : (JSON.parse(this.ports.seal.open(text)) as Json);
  }
}

/** Null for what is empty: an update leaves that as it is. */
function filled(values: Json | undefined): Json {
  if (typeof values !== 'object' || values === null) return values || null;
  return Object.keys(values).length > 0 ? values : null;
}
