import path from 'node:path';
import type { Image } from './images';

export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface Root {
  /** An existing empty folder. It is empty again afterwards. */
  readonly folder: string;
  readonly image: Image;
  readonly mounts: readonly Mount[];
  readonly readOnly: boolean;
  readonly hostname: string;
  readonly resolvConf: string;
  readonly hosts: string;
  readonly trustStore: string;
  /**
   * Folders that are visible in the container. Other processes of this machine do not see the mounts.
   */
  readonly carried: readonly string[];
}

/**
 * A shell script that builds the file system of a container and runs its arguments in it. A memory layer over the files
 * of this machine stores every change, so that mounts can be at every path and the machine's files are not changed.
 */
export function rootScript(root: Root): string {
  const { folder } = root;
  const inside = path.join(folder, 'root');
  const at = (place: string) => quote(path.join(inside, place));
  return [
    'set -eu',
    'mount --make-rprivate /',
    `hostname ${quote(root.hostname)}`,
    `mount -t tmpfs tmpfs ${quote(folder)}`,
    `mkdir ${['upper', 'work', 'root'].map((name) => quote(path.join(folder, name))).join(' ')}`,
    `mount -t overlay overlay -o lowerdir=/,upperdir=${quote(`${folder}/upper`)},workdir=${quote(`${folder}/work`)} ` +
      `${quote(inside)}`,
    ...Object.entries(root.image.programs).flatMap(([place, program]) => [
      `mkdir -p ${at(path.dirname(place))}`,
      `ln -sfn ${quote(program)} ${at(place)}`,
    ]),
    ...[
      [root.resolvConf, '/etc/resolv.conf'],
      [root.hosts, '/etc/hosts'],
      [root.trustStore, '/etc/ssl/certs/ca-certificates.crt'],
    ].flatMap(([source, place]) => [`rm -f ${at(place!)}`, `cp ${quote(source!)} ${at(place!)}`]),
    `mount -t proc proc ${at('/proc')}`,
    `mount --rbind /sys ${at('/sys')}`,
    `mount --rbind /dev ${at('/dev')}`,
    // Images do not contain the machine's temporary files and sockets.
    ...['/tmp', '/run'].flatMap((place) => [`mount -t tmpfs -o mode=1777 tmpfs ${at(place)}`]),
    // Outer mounts come first.
    ...[
      ...root.mounts.map((mount) => mounting({ ...mount, target: unlinked(mount.target) })),
      ...root.carried.map((place, index) => carrying(place, path.join(folder, `carried-${index}`))),
    ]
      .sort((a, b) => a.target.length - b.target.length)
      .flatMap(({ script }) => script),
    // Except for a volume that is mounted at this path.
    ...(root.readOnly
      ? ['', '/tmp', '/run', ...root.carried]
          .filter((place) => !root.mounts.some(({ target }) => unlinked(target) === place))
          .map((place) => `mount -o remount,ro ${at(place)}`)
      : []),
    `exec chroot ${quote(inside)} "$@"`,
  ].join('\n');

  function mounting({ source, target, readOnly }: Mount) {
    return {
      target,
      script: [
        `if [ -d ${quote(source)} ]; then mkdir -p ${at(target)}; else mkdir -p ${at(path.dirname(target))}; ` +
          `: >> ${at(target)}; fi`,
        `mount --bind ${quote(source)} ${at(target)}`,
        ...(readOnly ? [`mount -o remount,bind,ro ${at(target)}`] : []),
      ],
    };
  }

  function carrying(place: string, memory: string) {
    return {
      target: place,
      script: [
        `mkdir -p ${at(place)}`,
        // The user of the container may have access to fewer folders than the owner of this machine.
        ...above(place).map((each) => `chmod a+x ${at(each)}`),
        `mkdir -p ${quote(`${memory}/upper`)} ${quote(`${memory}/work`)}`,
        'mount -t overlay overlay -o ' +
          `lowerdir=${quote(place)},upperdir=${quote(`${memory}/upper`)},workdir=${quote(`${memory}/work`)} ` +
          at(place),
      ],
    };
  }
}

/** The parent folders of a path, without the root. */
function above(place: string): string[] {
  const parent = path.dirname(place);
  return parent === '/' ? [] : [...above(parent), parent];
}

/** A link of this machine would refer to a path outside of the container. */
const unlinked = (place: string) => place.replace(/^\/var\/run(?=\/|$)/, '/run');

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
