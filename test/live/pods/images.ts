/** A replacement of a container image: programs at their paths, the default command and the user. */
export interface Image {
  /** Part of the image's name before the tag. */
  readonly name: string;
  /** Path in the container, and the program of this machine that is used for it. */
  readonly programs: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly user: number;
}

export type Images = readonly Image[];

/** The replacement for a reference such as `registry.example/team/valkey:8.0@sha256:…`. */
export function imageFor(images: Images, reference: string): Image {
  const name = reference
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .split('/')
    .pop()!;
  const image = images.find((known) => known.name === name);
  if (!image) throw new Error(`no program of this machine stands for the image ${reference}`);
  return image;
}
