"""OAuth without sockets: build a request, judge an answer. Each file opens with its RFC sections."""
