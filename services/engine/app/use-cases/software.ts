import type { Json, JsonObject } from '../../../../lib/json.js';

/** Software configs and deployments: what is to be run on a server, and that it is. Each belongs to one tenant. */
export interface Software {
  /** @throws IsothermError `request.invalid` with all faults of inputs and outputs, `request.too-large`, `software.limit` */
  createConfig(tenant: string, config: NewSoftwareConfig): Promise<SoftwareConfigView>;
  /** Newest first. */
  listConfigs(tenant: string, page?: SoftwarePage): Promise<readonly SoftwareConfigSummary[]>;
  showConfig(tenant: string, id: string): Promise<SoftwareConfigView>;
  /** @throws IsothermError `software-config.in-use` while a deployment has it */
  deleteConfig(tenant: string, id: string): Promise<void>;
  createDeployment(tenant: string, deployment: NewSoftwareDeployment): Promise<SoftwareDeploymentView>;
  /** Oldest first. */
  listDeployments(
    tenant: string,
    query?: SoftwareDeploymentQuery,
  ): Promise<readonly SoftwareDeploymentView[]>;
  showDeployment(tenant: string, id: string): Promise<SoftwareDeploymentView>;
  /** What is left out, null or empty stays as it is. */
  updateDeployment(
    tenant: string,
    id: string,
    changes: SoftwareDeploymentChanges,
  ): Promise<SoftwareDeploymentView>;
  deleteDeployment(tenant: string, id: string): Promise<void>;
  /** What a server's agent asks for: the configs of its deployments, by their names. */
  configsOfServer(tenant: string, server: string): Promise<readonly SoftwareConfigView[]>;
}

export interface SoftwarePage {
  readonly limit?: number;
  /** Id after which the page starts; one that is not there is as none. */
  readonly marker?: string;
}

export interface SoftwareDeploymentQuery extends SoftwarePage {
  readonly server?: string;
}

export interface NewSoftwareConfig {
  readonly name: string | null;
  /** Which tool on the server it is for. */
  readonly group: string | null;
  /** A script, or what else the tool reads. */
  readonly config: Json;
  /** As Heat declares them; checked here. */
  readonly inputs: readonly JsonObject[];
  readonly outputs: readonly JsonObject[];
  readonly options: Json;
}

export interface SoftwareConfigSummary {
  readonly id: string;
  readonly name: string | null;
  readonly group: string | null;
  readonly createdAt: Date;
}

/** It never changes; another one is made instead. */
export interface SoftwareConfigView extends SoftwareConfigSummary, NewSoftwareConfig {}

export interface NewSoftwareDeployment {
  readonly configId: string;
  readonly serverId: string;
  readonly action: string | null;
  readonly status: string | null;
  readonly statusReason: string | null;
  readonly inputValues: Json;
}

export interface SoftwareDeploymentChanges {
  readonly configId?: string | null;
  readonly action?: string | null;
  readonly status?: string | null;
  readonly statusReason?: string | null;
  readonly inputValues?: Json;
  readonly outputValues?: Json;
}

export interface SoftwareDeploymentView extends NewSoftwareDeployment {
  readonly id: string;
  /** Null until it is said. */
  readonly outputValues: Json;
  readonly createdAt: Date;
  /** Null before the first change. */
  readonly updatedAt: Date | null;
}
