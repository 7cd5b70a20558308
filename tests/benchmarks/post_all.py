"""The floor of renewing: bare httpx posting the same forms, 20 at a time, and keeping nothing."""

import asyncio
import json
import time

import httpx

from tests.benchmarks.fill import arguments
from tests.benchmarks.renew_all import AT_ONCE


async def main() -> dict[str, float]:
    """Return posts per second."""
    given = arguments()
    slots = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient() as client:

        async def post(number: int) -> None:
            form = {
                "grant_type": "refresh_token",
                "refresh_token": f"refresh-{number:032d}-{'y' * 200}",
                "client_id": "desk",
            }
            async with slots:
                answer = await client.post(f"{given.endpoint}/token", data=form)
                assert answer.json()["token_type"] == "Bearer"

        await post(0)
        began = time.perf_counter()
        await asyncio.gather(*(post(number) for number in range(1, given.count)))
        took = time.perf_counter() - began
    return {"rate": (given.count - 1) / took}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main())))
