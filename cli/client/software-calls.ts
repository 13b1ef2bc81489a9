import type { Json, JsonObject } from '../../lib/json.js';
import { queryText, type Api, type Query } from './api.js';

export interface SoftwareConfigSummary {
  readonly id: string;
  readonly name: string | null;
  readonly group: string | null;
  readonly creation_time: string;
}

export interface SoftwareConfigBody {
  readonly name: string;
  readonly group: string;
  readonly config: Json;
  readonly inputs: readonly JsonObject[];
  readonly outputs: readonly JsonObject[];
  readonly options: Json;
}

export interface SoftwareConfig extends SoftwareConfigSummary {
  readonly config: Json;
  readonly inputs: readonly JsonObject[];
  readonly outputs: readonly JsonObject[];
  readonly options: Json;
}

export interface SoftwareDeployment {
  readonly id: string;
  readonly server_id: string;
  readonly config_id: string;
  readonly input_values: Json;
  readonly output_values: Json;
  readonly action: string | null;
  readonly status: string | null;
  readonly status_reason: string | null;
  readonly creation_time: string;
  readonly updated_time?: string;
}

/** What is to be run on servers. */
export class SoftwareCalls {
  constructor(private readonly api: Api) {}

  async listConfigs(query: Query = {}): Promise<readonly SoftwareConfigSummary[]> {
    const path = `/software_configs${queryText(query)}`;
    return (await this.api.json<{ software_configs: SoftwareConfigSummary[] }>(path)).software_configs;
  }

  createConfig(body: SoftwareConfigBody): Promise<SoftwareConfig> {
    return this.config('/software_configs', { method: 'POST', body });
  }

  showConfig(id: string): Promise<SoftwareConfig> {
    return this.config(`/software_configs/${encodeURIComponent(id)}`);
  }

  async deleteConfig(id: string): Promise<void> {
    await this.api.send(`/software_configs/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  async listDeployments(query: Query = {}): Promise<readonly SoftwareDeployment[]> {
    const path = `/software_deployments${queryText(query)}`;
    return (await this.api.json<{ software_deployments: SoftwareDeployment[] }>(path)).software_deployments;
  }

  createDeployment(body: object): Promise<SoftwareDeployment> {
    return this.deployment('/software_deployments', { method: 'POST', body });
  }

  showDeployment(id: string): Promise<SoftwareDeployment> {
    return this.deployment(`/software_deployments/${encodeURIComponent(id)}`);
  }

  updateDeployment(id: string, body: object): Promise<SoftwareDeployment> {
    return this.deployment(`/software_deployments/${encodeURIComponent(id)}`, { method: 'PUT', body });
  }

  async deleteDeployment(id: string): Promise<void> {
    await this.api.send(`/software_deployments/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  /** The configs that are deployed to a server. */
  async metadata(server: string): Promise<readonly SoftwareConfig[]> {
    const path = `/software_deployments/metadata/${encodeURIComponent(server)}`;
    return (await this.api.json<{ metadata: SoftwareConfig[] }>(path)).metadata;
  }

  private async config(...request: Parameters<Api['json']>): Promise<SoftwareConfig> {
    return (await this.api.json<{ software_config: SoftwareConfig }>(...request)).software_config;
  }

  private async deployment(...request: Parameters<Api['json']>): Promise<SoftwareDeployment> {
    return (await this.api.json<{ software_deployment: SoftwareDeployment }>(...request)).software_deployment;
  }
}
