package io.github.realtimespring.test.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.util.ReflectionUtils;

/**
 * Copies of decoders with one planted bug each: a negated condition, a comparison that is
 * off by one, an addition for a subtraction. Shows whether a fuzz test finds it. Counts
 * the jumps that a decoder takes, too, so that the work for an input has a limit without
 * a clock.
 */
public final class PlantedBugs {

	private static final int NONE = -1;

	private static final long MAX_JUMPS_OF_A_BUG = 2_000_000;

	private static final ThreadLocal<long[]> JUMPS = ThreadLocal.withInitial(() -> new long[] { 0, Long.MAX_VALUE });

	private final Class<?> test;

	private final List<Class<?>> decoders;

	private PlantedBugs(Class<?> test, List<Class<?>> decoders) {
		this.test = test;
		this.decoders = decoders;
	}

	/**
	 * Plant bugs in decoders.
	 * @param test the fuzz test, which has a static method {@code fuzzerTestOneInput}
	 */
	public static PlantedBugs in(Class<?> test, Class<?>... decoders) {
		return new PlantedBugs(test, List.of(decoders));
	}

	/**
	 * Let the fuzz test look for each bug, after it has found none in a copy without.
	 */
	public Result find(Fuzzing fuzzing, int mutations) {
		checkWork(fuzzing, mutations, Integer.MAX_VALUE);
		List<String> missed = new ArrayList<>();
		int planted = 0;
		for (Class<?> decoder : this.decoders) {
			String name = decoder.getName();
			for (int bug = 0;; bug++) {
				CopyingLoader loader = new CopyingLoader(this.test.getClassLoader(), name, bug);
				Consumer<byte[]> property = property(loader);
				loader.copyOf(name);
				if (loader.planted == null) {
					break;
				}
				planted++;
				try {
					fuzzing.check(mutations, (input) -> {
						limit(MAX_JUMPS_OF_A_BUG);
						property.accept(input);
					});
					missed.add(decoder.getSimpleName() + ":" + loader.planted);
				}
				catch (AssertionError ex) {
					// Found
				}
			}
		}
		limit(Long.MAX_VALUE);
		return new Result(planted, missed);
	}

	/**
	 * Check that the work for an input is proportional to its length.
	 * @param perByte the most jumps for each byte
	 */
	public void checkWork(Fuzzing fuzzing, int mutations, int perByte) {
		Consumer<byte[]> property = property(new CopyingLoader(this.test.getClassLoader(), "", NONE));
		try {
			fuzzing.check(mutations, (input) -> {
				limit((long) perByte * (input.length + 64));
				property.accept(input);
			});
		}
		finally {
			limit(Long.MAX_VALUE);
		}
	}

	private static void limit(long jumps) {
		long[] state = JUMPS.get();
		state[0] = 0;
		state[1] = jumps;
	}

	/**
	 * Called by copies of decoders at every jump.
	 */
	public static void jump() {
		long[] state = JUMPS.get();
		if (++state[0] > state[1]) {
			throw new TooMuchWorkError();
		}
	}

	private Consumer<byte[]> property(CopyingLoader loader) {
		Method method = ReflectionUtils.findMethod(loader.copyOf(this.test.getName()), "fuzzerTestOneInput",
				byte[].class);
		ReflectionUtils.makeAccessible(method);
		return (input) -> {
			try {
				method.invoke(null, input);
			}
			catch (InvocationTargetException ex) {
				throw new AssertionError(ex.getCause());
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	/**
	 * The outcome.
	 *
	 * @param planted the number of bugs
	 * @param missed the classes, lines and kinds of those that were not found
	 */
	public record Result(int planted, List<String> missed) {

		/**
		 * The share of bugs that were found, in per cent.
		 */
		public int found() {
			return (this.planted - this.missed.size()) * 100 / this.planted;
		}

	}

	private static final class TooMuchWorkError extends Error {

	}

	/**
	 * Loads the packages of the decoders and of the test anew.
	 */
	private final class CopyingLoader extends ClassLoader {

		private final Set<String> packages = Stream
			.concat(Stream.of(PlantedBugs.this.test), PlantedBugs.this.decoders.stream())
			.map(Class::getPackageName)
			.collect(Collectors.toSet());

		private final Set<String> counted = PlantedBugs.this.decoders.stream()
			.map(Class::getName)
			.collect(Collectors.toSet());

		private final String mutated;

		private final int bug;

		private String planted;

		private CopyingLoader(ClassLoader parent, String mutated, int bug) {
			super(parent);
			this.mutated = mutated;
			this.bug = bug;
		}

		private Class<?> copyOf(String name) {
			try {
				return loadClass(name);
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				if (loaded != null) {
					return loaded;
				}
				int dot = name.lastIndexOf('.');
				return (dot > 0 && this.packages.contains(name.substring(0, dot))) ? copy(name)
						: super.loadClass(name, resolve);
			}
		}

		private Class<?> copy(String name) throws ClassNotFoundException {
			try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (in == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = in.readAllBytes();
				if (this.counted.contains(name)) {
					ClassWriter writer = new ClassWriter(0);
					new ClassReader(bytes).accept(new Planter(writer, this, name.equals(this.mutated)), 0);
					bytes = writer.toByteArray();
				}
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	private static final class Planter extends ClassVisitor {

		private final CopyingLoader loader;

		private final boolean mutated;

		private int next;

		private Planter(ClassVisitor target, CopyingLoader loader, boolean mutated) {
			super(SpringAsmInfo.ASM_VERSION, target);
			this.loader = loader;
			this.mutated = mutated;
		}

		@Override
		public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
				String[] exceptions) {
			MethodVisitor target = super.visitMethod(access, name, descriptor, signature, exceptions);
			boolean generated = (access & Opcodes.ACC_SYNTHETIC) != 0 && !name.startsWith("lambda$");
			return (generated || name.equals("toString") || name.equals("<clinit>")) ? target
					: new BugVisitor(target, this);
		}

		private boolean plants(int line, String kind) {
			if (this.mutated && this.next++ == this.loader.bug) {
				this.loader.planted = line + " " + kind;
				return true;
			}
			return false;
		}

	}

	private static final class BugVisitor extends MethodVisitor {

		private final Planter planter;

		private int line;

		private BugVisitor(MethodVisitor target, Planter planter) {
			super(SpringAsmInfo.ASM_VERSION, target);
			this.planter = planter;
		}

		@Override
		public void visitLineNumber(int line, Label start) {
			this.line = line;
			super.visitLineNumber(line, start);
		}

		@Override
		public void visitJumpInsn(int opcode, Label label) {
			super.visitMethodInsn(Opcodes.INVOKESTATIC, PlantedBugs.class.getName().replace('.', '/'), "jump", "()V",
					false);
			int result = opcode;
			if (opcode >= Opcodes.IFEQ && opcode <= Opcodes.IF_ACMPNE && this.planter.plants(this.line, "negated")) {
				// The opcodes of opposite conditions are neighbours
				result = ((opcode - Opcodes.IFEQ) ^ 1) + Opcodes.IFEQ;
			}
			else if (isOrder(opcode) && this.planter.plants(this.line, "off by one")) {
				result = withOtherBound(opcode);
			}
			super.visitJumpInsn(result, label);
		}

		private static boolean isOrder(int opcode) {
			return (opcode >= Opcodes.IFLT && opcode <= Opcodes.IFLE)
					|| (opcode >= Opcodes.IF_ICMPLT && opcode <= Opcodes.IF_ICMPLE);
		}

		private static int withOtherBound(int opcode) {
			return switch (opcode) {
				case Opcodes.IFLT -> Opcodes.IFLE;
				case Opcodes.IFLE -> Opcodes.IFLT;
				case Opcodes.IFGT -> Opcodes.IFGE;
				case Opcodes.IFGE -> Opcodes.IFGT;
				case Opcodes.IF_ICMPLT -> Opcodes.IF_ICMPLE;
				case Opcodes.IF_ICMPLE -> Opcodes.IF_ICMPLT;
				case Opcodes.IF_ICMPGT -> Opcodes.IF_ICMPGE;
				default -> Opcodes.IF_ICMPGT;
			};
		}

		@Override
		public void visitInsn(int opcode) {
			int other = switch (opcode) {
				case Opcodes.IADD -> Opcodes.ISUB;
				case Opcodes.ISUB -> Opcodes.IADD;
				case Opcodes.LADD -> Opcodes.LSUB;
				case Opcodes.LSUB -> Opcodes.LADD;
				case Opcodes.IOR -> Opcodes.IAND;
				case Opcodes.IAND -> Opcodes.IOR;
				default -> opcode;
			};
			super.visitInsn((other != opcode && this.planter.plants(this.line, "operator")) ? other : opcode);
		}

	}

}
