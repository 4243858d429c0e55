"""Lines to copy that really sign: for a shell, n8n and a Cloudflare worker."""

import json
from itertools import pairwise

SAMPLE_SENDER = "VM-HDFCBK-S"
SAMPLE_TEXT = (
    "Rs.450.00 debited from A/c XX4417 on {day} to VPA cafe@ybl BLUE CAFE. "
    "UPI Ref 529510019999. Avl Bal Rs.12,040.50"
)
SAMPLE_MAIL = (
    "Dear Customer, Rs.450.00 has been debited from account **4417 to VPA cafe@ybl BLUE CAFE on {day}. "
    "Your UPI transaction reference number is 529510019999."
)


def message_body(text: str, now: str) -> str:
    return json.dumps({"from": SAMPLE_SENDER, "body": text, "timestamp": now})


def template_body() -> str:
    """The body with the placeholders of "SMS to URL Forwarder"; other apps have their own."""
    return '{\n  "from": "%from%",\n  "body": "%text%",\n  "timestamp": "%sentStamp%"\n}'


def key_headers(*, source_id: str, key: str) -> str:
    told = {"Content-Type": "application/json", "X-Lumen-Source": source_id, "X-Lumen-Key": key}
    return json.dumps(told, indent=2)


def curl(*, url: str, source_id: str, key: str, body: str) -> str:
    """Shell lines that sign and send one bank message."""
    return "\n".join(
        (
            f"KEY='{key}'",
            f"BODY='{body}'",
            "STAMP=$(date +%s)",
            'SIGNATURE=$(printf \'%s.%s\' "$STAMP" "$BODY" \\',
            "  | openssl dgst -sha256 -hmac \"$KEY\" | sed 's/^.* //')",
            *_send(url, source_id, "application/json", '"$BODY"'),
        )
    )


def mail_curl(*, url: str, source_id: str, key: str) -> str:
    """Shell lines that sign and send a mail in a file, byte for byte."""
    return "\n".join(
        (
            f"KEY='{key}'",
            "MAIL=mail.eml",
            "STAMP=$(date +%s)",
            'SIGNATURE=$({ printf \'%s.\' "$STAMP"; cat "$MAIL"; } \\',
            "  | openssl dgst -sha256 -hmac \"$KEY\" | sed 's/^.* //')",
            *_send(url, source_id, "message/rfc822", '@"$MAIL"'),
        )
    )


def _send(url: str, source_id: str, kind: str, data: str) -> tuple[str, ...]:
    return (
        f"curl -sS -X POST '{url}' \\",
        f"  -H 'Content-Type: {kind}' \\",
        f"  -H 'X-Lumen-Source: {source_id}' \\",
        '  -H "X-Lumen-Timestamp: $STAMP" \\',
        '  -H "X-Lumen-Signature: sha256=$SIGNATURE" \\',
        f"  --data-binary {data}",
    )


def worker(*, url: str, source_id: str) -> str:
    """A Cloudflare Email Worker; its key is the secret LUMEN_KEY."""
    return f"""export default {{
  async email(message, env) {{
    const mail = new Uint8Array(await new Response(message.raw).arrayBuffer());
    const stamp = Math.floor(Date.now() / 1000).toString();
    const head = new TextEncoder().encode(stamp + ".");
    const signed = new Uint8Array(head.length + mail.length);
    signed.set(head);
    signed.set(mail, head.length);
    const key = await crypto.subtle.importKey(
      "raw", new TextEncoder().encode(env.LUMEN_KEY),
      {{ name: "HMAC", hash: "SHA-256" }}, false, ["sign"]);
    const code = new Uint8Array(await crypto.subtle.sign("HMAC", key, signed));
    const hex = [...code].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const answer = await fetch("{url}", {{
      method: "POST",
      headers: {{
        "Content-Type": "message/rfc822",
        "X-Lumen-Source": "{source_id}",
        "X-Lumen-Timestamp": stamp,
        "X-Lumen-Signature": "sha256=" + hex,
      }},
      body: mail,
    }});
    if (!answer.ok) message.setReject("Lumen answered " + answer.status);
  }},
}};"""


def n8n(*, url: str, source_id: str, key: str) -> str:
    """Three nodes to paste onto a canvas: the message, its signature, the request."""
    body = "={{ JSON.stringify({from: $json.from, body: $json.body, timestamp: $json.timestamp}) }}"
    stamp = "={{ Math.floor(Date.now() / 1000).toString() }}"
    fields = [
        {"id": "1", "name": "raw", "value": body, "type": "string"},
        {"id": "2", "name": "stamp", "value": stamp, "type": "string"},
    ]
    signing: dict[str, object] = {
        "action": "hmac",
        "type": "SHA256",
        "value": "={{ $json.stamp + '.' + $json.raw }}",
        "dataPropertyName": "signature",
        "secret": key,
        "encoding": "hex",
    }
    headers = [
        {"name": "X-Lumen-Source", "value": source_id},
        {"name": "X-Lumen-Timestamp", "value": "={{ $json.stamp }}"},
        {"name": "X-Lumen-Signature", "value": "=sha256={{ $json.signature }}"},
    ]
    sending: dict[str, object] = {
        "method": "POST",
        "url": url,
        "sendHeaders": True,
        "headerParameters": {"parameters": headers},
        "sendBody": True,
        "contentType": "raw",
        "rawContentType": "application/json",
        "body": "={{ $json.raw }}",
    }
    nodes = [
        _node("Message", "set", 3.4, 0, {"assignments": {"assignments": fields}}),
        _node("Sign", "crypto", 1, 220, signing),
        _node("Send to Lumen", "httpRequest", 4.2, 440, sending),
    ]
    names = [str(node["name"]) for node in nodes]
    following = {
        one: {"main": [[{"node": other, "type": "main", "index": 0}]]} for one, other in pairwise(names)
    }
    return json.dumps({"nodes": nodes, "connections": following}, indent=1)


def _node(
    name: str, kind: str, version: float, left: int, parameters: dict[str, object]
) -> dict[str, object]:
    return {
        "name": name,
        "type": f"n8n-nodes-base.{kind}",
        "typeVersion": version,
        "position": [left, 0],
        "parameters": parameters,
    }
