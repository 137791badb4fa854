export interface Knife {
  /** calls that still get through */
  left: number;
  dead: boolean;
}

/** The dependencies of a function that is killed: after that, none of its calls has an effect. */
export const mortal = <Deps extends object>(
  deps: Deps,
  dependencies: readonly (keyof Deps)[],
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
  const guarded = dependencies.map((name) => [name, guard(deps[name] as object)]);
  return { ...deps, ...Object.fromEntries(guarded) };
};
