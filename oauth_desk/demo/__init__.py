"""An honest small authorization server and API on 127.0.0.1, which misbehaves when it is told to."""
