import { keystoneLogin, type KeystoneUser } from '../identity/keystone/keystone-login.js';

/** Projects whose tokens are kept. */
const MOST = 1_000;

/** Tokens of the service user in the projects of stacks, each got when it is needed first. */
export class ProjectTokens {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(private readonly access: KeystoneUser) {}

  /** @throws Error also where the service user has no role in the project */
  async of(project: string): Promise<string> {
    const kept = this.tokens.get(project);
    if (kept) return kept;
    const [oldest] = this.tokens.keys();
    if (oldest !== undefined && this.tokens.size >= MOST) this.tokens.delete(oldest);
    const token = keystoneLogin(this.access, { id: project });
    this.tokens.set(project, token);
    try {
      return await token;
    } catch (error) {
      this.forget(project);
      throw error;
    }
  }

  /** It has ended, or was revoked. */
  forget(project: string): void {
    this.tokens.delete(project);
  }
}
