import type { ConnectionTest } from "../stores/connection-test.js";
/** The newest test of each connection. */
export type ConnectionTests = {
    save(test: ConnectionTest): Promise<void>;
    /** Undefined for a connection that was never tested. */
    read(connection: string): Promise<ConnectionTest | undefined>;
    /** Connections whose newest test is older. */
    testedBefore(ms: number): Promise<readonly string[]>;
    forget(connection: string): Promise<void>;
};
