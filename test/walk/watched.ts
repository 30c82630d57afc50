/** The same object; `before` hears of each call of a method, also of the ports that it has in it. */
export function watched<Port extends object>(
  port: Port,
  name: string,
  before: (call: string) => void,
): Port {
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      const called = `${name}.${String(key)}`;
      if (typeof value === "function") {
        return (...args: unknown[]) => {
          before(called);
          return Reflect.apply(value, target, args);
        };
      }
      return isPort(value) ? watched(value, called, before) : value;
    },
  });
}

/** What has methods of a class, unlike plain data. */
function isPort(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  return Object.getPrototypeOf(value) !== Object.prototype;
}
