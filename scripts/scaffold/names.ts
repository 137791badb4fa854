/** `tank-filled` of `tank.filled`. */
export const fileOf = (name: string): string => name.replaceAll('.', '-');

/** `tankFilled` of `tank.filled` or `tank-filled`. */
export const variableOf = (name: string): string =>
  fileOf(name).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `TankFilled` of `tank.filled` or `tank-filled`. */
export const typeOf = (name: string): string => {
  const variable = variableOf(name);
  return `${variable[0]?.toUpperCase()}${variable.slice(1)}`;
};

/** `tank_filled` of `tank.filled` or `tank-filled`. */
export const pythonOf = (name: string): string => fileOf(name).replaceAll('-', '_');
