/** The fields of a Kubernetes object that the harness reads. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: any;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly uid?: string;
}

export const groupOf = (object: KubeObject) =>
  object.apiVersion.includes('/') ? object.apiVersion.split('/')[0]! : '';

export const called = (object: KubeObject) =>
  `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
