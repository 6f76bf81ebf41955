import type { WebSocket } from "ws";
import {
  isMethodName,
  methods,
  type NotificationName,
  notifications,
  redact,
  rpcNotification,
  rpcRequest,
  rpcResponse,
} from "#daemon/api/contract/index.js";
import type { Recorder } from "../evidence/recorder.js";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Copies every frame of a connection into the evidence, in the redacted form that the contract declares, whoever speaks on it:
 * the harness's own terminal or the access module of a business system. What is no frame of the contract is not shown.
 */
export function tapFrames(socket: WebSocket, party: string, recorder: Recorder): void {
  const asked = new Map<string | number, string>();
  const send = socket.send.bind(socket) as (data: unknown, ...rest: unknown[]) => void;

  socket.send = ((data: unknown, ...rest: unknown[]) => {
    const request = rpcRequest.safeParse(parsed(String(data)));
    const method = request.success ? request.data.method : "?";
    if (request.success) asked.set(request.data.id, method);
    const body =
      request.success && isMethodName(method) ? redact(methods[method].params, request.data.params) : "[unknown]";
    recorder.frame({ direction: "sent", party, kind: "request", method, body });
    send(data, ...rest);
  }) as typeof socket.send;

  socket.on("message", (data) => {
    const message = parsed(String(data));
    const notification = rpcNotification.safeParse(message);
    if (notification.success) {
      const { method, params } = notification.data;
      const known = Object.hasOwn(notifications, method) ? notifications[method as NotificationName] : undefined;
      const body = known === undefined ? "[unknown]" : redact(known.params, params);
      return recorder.frame({ direction: "received", party, kind: "notification", method, body });
    }
    const answer = rpcResponse.safeParse(message);
    if (!answer.success)
      return recorder.frame({ direction: "received", party, kind: "answer", method: "?", body: "[unknown]" });
    const method = asked.get(answer.data.id ?? "") ?? "?";
    asked.delete(answer.data.id ?? "");
    if ("error" in answer.data) {
      return recorder.frame({ direction: "received", party, kind: "error", method, body: answer.data.error });
    }
    const body = isMethodName(method) ? redact(methods[method].result, answer.data.result) : "[unknown]";
    recorder.frame({ direction: "received", party, kind: "answer", method, body });
  });
}
