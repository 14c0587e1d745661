package io.github.realtimespring.internal.transport.websocket.sockjs;

import java.io.IOException;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A SockJS request with messages of a client whose body fails to be read beyond the
 * limits.
 */
final class LimitedSendRequest extends HttpServletRequestWrapper {

	private final SockJsSendLimits limits;

	LimitedSendRequest(HttpServletRequest request, SockJsSendLimits limits) {
		super(request);
		this.limits = limits;
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		return new LimitedInputStream(super.getInputStream(), this.limits);
	}

	private static final class LimitedInputStream extends ServletInputStream {

		private final ServletInputStream delegate;

		private long bytesLeft;

		private long commasLeft;

		private boolean text;

		private boolean escaped;

		private LimitedInputStream(ServletInputStream delegate, SockJsSendLimits limits) {
			this.delegate = delegate;
			this.bytesLeft = limits.maxBytes();
			this.commasLeft = limits.maxMessages() - 1L;
		}

		@Override
		public int read() throws IOException {
			int next = this.delegate.read();
			if (next >= 0) {
				count((byte) next);
			}
			return next;
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			int read = this.delegate.read(target, offset, length);
			for (int i = 0; i < read; i++) {
				count(target[offset + i]);
			}
			return read;
		}

		/**
		 * Each comma that is not part of a text begins another message.
		 */
		private void count(byte next) throws IOException {
			if (next == '"' && !this.escaped) {
				this.text = !this.text;
			}
			else if (next == ',' && !this.text) {
				this.commasLeft--;
			}
			this.escaped = next == '\\' && !this.escaped;
			if (--this.bytesLeft < 0 || this.commasLeft < 0) {
				throw new IOException("The request has too many bytes or messages");
			}
		}

		@Override
		public boolean isFinished() {
			return this.delegate.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.delegate.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.delegate.setReadListener(listener);
		}

		@Override
		public void close() throws IOException {
			this.delegate.close();
		}

	}

}
