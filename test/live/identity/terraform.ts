import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Result, run } from '../../support/process';
import { runFolder } from '../places';
import { keycloakUrl } from './keycloak';

export interface TerraformWorld {
  readonly tofu: string;
  readonly provider: string;
  readonly trustStore: string;
  readonly adminPassword: string;
  readonly clientSecret: string;
  /** The Terraform variables of the secret. */
  readonly clientSecretVariables: readonly string[];
}

/** OpenTofu on a copy of the synthesized stack, with the provider from a folder instead of its registry. */
export class Terraform {
  private readonly folder: string;
  private readonly stack: string;
  private readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly world: TerraformWorld,
    output: string,
    name = 'terraform',
  ) {
    this.folder = path.join(runFolder, name);
    this.stack = path.join(this.folder, 'cdktf.out/stacks/identity');
    cpSync(output, path.join(this.folder, 'cdktf.out'), { recursive: true });
    const mirror = path.join(this.folder, 'mirror');
    const place = path.join(mirror, 'registry.opentofu.org/keycloak/keycloak/5.9.0/linux_amd64');
    mkdirSync(place, { recursive: true });
    symlinkSync(world.provider, path.join(place, 'terraform-provider-keycloak_v5.9.0'));
    const config = path.join(this.folder, 'tofu.rc');
    writeFileSync(config, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
    this.env = {
      PATH: process.env.PATH,
      HOME: this.folder,
      TF_CLI_CONFIG_FILE: config,
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
      SSL_CERT_FILE: world.trustStore,
      KEYCLOAK_URL: keycloakUrl,
      KEYCLOAK_CLIENT_ID: 'admin-cli',
      KEYCLOAK_USER: 'admin',
      KEYCLOAK_PASSWORD: world.adminPassword,
      ...Object.fromEntries(world.clientSecretVariables.map((variable) => [`TF_VAR_${variable}`, world.clientSecret])),
    };
  }

  /** Replaces the stack by a new output of the program, and keeps the state. */
  replace(output: string): void {
    cpSync(output, path.join(this.folder, 'cdktf.out'), { recursive: true });
  }

  readonly tofu = (...args: string[]): Promise<Result> => this.tofuWith({}, ...args);

  /** Runs with additional environment variables. */
  readonly tofuWith = (env: NodeJS.ProcessEnv, ...args: string[]): Promise<Result> => {
    return run([this.world.tofu, `-chdir=${this.stack}`, ...args], { env: { ...this.env, ...env }, cwd: this.folder });
  };

  /** A file that OpenTofu has written to the folder of the stack. */
  readonly file = (name: string): string => path.join(this.stack, name);
}
