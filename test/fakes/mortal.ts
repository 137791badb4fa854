export interface Knife {
  /** calls that still get through */
  left: number;
  dead: boolean;
}

/** What a function leans on, until it is killed: from then on nothing of what it would still have done happens. */
export const mortal = <Deps extends object>(
  deps: Deps,
  leansOn: readonly (keyof Deps)[],
  knife: Knife,
  died: () => Error,
): Deps => {
  const guard = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const member = Reflect.get(object, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          knife.left -= 1;
          if (knife.left >= 0) return member.apply(object, given);
          knife.dead = true;
          return Promise.reject(died());
        };
      },
    });
  const guarded = leansOn.map((name) => [name, guard(deps[name] as object)]);
  return { ...deps, ...Object.fromEntries(guarded) };
};
