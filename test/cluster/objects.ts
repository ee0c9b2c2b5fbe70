import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

/** An object of a manifest. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    /** Only in responses of a server. */
    readonly resourceVersion?: string;
  };
  readonly spec?: any;
  readonly data?: Record<string, string>;
  readonly stringData?: Record<string, string>;
}

/** Reads the synthesized output of a program from the files. */
export function objectsIn(directory: string): KubernetesObject[] {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return files
    .flatMap((name) => parseAllDocuments(readFileSync(path.join(directory, name), 'utf8')))
    .map((document) => document.toJS())
    .filter((object) => object !== null);
}

export const ofKind = (objects: readonly KubernetesObject[], ...kinds: string[]) =>
  objects.filter(({ kind }) => kinds.includes(kind));

export const groupOf = ({ apiVersion }: KubernetesObject) =>
  apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';

export const namespaceOf = ({ metadata }: KubernetesObject) => metadata.namespace ?? 'default';

/** A workload and its pod template. */
export interface Workload {
  readonly title: string;
  readonly namespace: string;
  readonly template: { readonly metadata?: any; readonly spec: any };
}

export function workloads(objects: readonly KubernetesObject[]): Workload[] {
  return objects.flatMap((object) => {
    const template = object.kind === 'CronJob' ? object.spec.jobTemplate.spec.template : object.spec?.template;
    if (template?.spec?.containers === undefined) return [];
    return [{ title: `${object.kind} ${object.metadata.name}`, namespace: namespaceOf(object), template }];
  });
}
