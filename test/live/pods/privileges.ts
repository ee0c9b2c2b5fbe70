import type { Image } from './images';

/** The command that drops the privileges that the security contexts of pod and container do not allow. */
export function droppingPrivileges(podContext: any, context: any, image: Image, name: string): string[] {
  if (context.privileged) return [];
  const user: number = context.runAsUser ?? podContext.runAsUser ?? image.user;
  const group: number = context.runAsGroup ?? podContext.runAsGroup ?? user;
  if (user === 0 && (context.runAsNonRoot ?? podContext.runAsNonRoot)) {
    throw new Error(`${name} has to run as root and may not`);
  }
  const groups = [podContext.fsGroup, ...(podContext.supplementalGroups ?? [])].filter((each) => each !== undefined);
  return [
    'setpriv',
    `--reuid=${user}`,
    `--regid=${group}`,
    ...(groups.length > 0 ? [`--groups=${groups.join(',')}`] : ['--clear-groups']),
    ...(context.allowPrivilegeEscalation === false ? ['--no-new-privs'] : []),
    ...(context.capabilities?.drop?.includes('ALL')
      ? ['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all']
      : []),
    '--',
  ];
}
