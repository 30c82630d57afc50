import { z } from "zod";
export type JsonSchema = z.core.JSONSchema.BaseSchema;
/** A contract as JSON Schema: what a client may send (`input`), or what it gets (`output`). */
export declare function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema;
