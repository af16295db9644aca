// Everything C# needs of libtorch, in C. Operators go through the boxed dispatcher: found once by name and overload,
// then called with a tagged argument array, so that every ATen operator (autograd included) is reachable without a
// line of code of its own, on libtorch 1.13 as on 2.x. What is no operator (storage, autograd entry points, modes,
// random generators, devices) has a function each below.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <malloc.h>

#include <atomic>
#include <cstring>

#define LGM(type) extern "C" __attribute__((visibility("default"))) type

namespace {

enum Tag : int32_t { Default, None, TensorTag, Int, Double, Bool, Ints, Doubles, Tensors, DeviceTag, GeneratorTag, String };

// One argument or result; lists are a pointer in `bits` and a length in `count`. Mirrors NativeValue in C#.
struct Value {
  int64_t bits;
  int32_t tag;
  int32_t count;
};

// What a schema says of one argument, looked up once per operator and not at every call.
enum class Kind { Plain, Float, Bool, FloatList, OptionalTensorList };

struct Op {
  c10::OperatorHandle handle;
  std::vector<Kind> kinds;
  std::vector<c10::IValue> defaults;
};

// The same large tensors come and go at every step. By default the C library hands them back to the system each time,
// and every pass over fresh memory pays for its page faults. Here they stay with the process, up to a gigabyte that is
// not in use, and threads share them. Older C libraries take no threshold above 32 MB.
[[maybe_unused]] const int kept = (mallopt(M_MMAP_THRESHOLD, 1 << 30) || mallopt(M_MMAP_THRESHOLD, 1 << 25)) +
                                  mallopt(M_TRIM_THRESHOLD, 1 << 30) + mallopt(M_ARENA_MAX, 1);

std::atomic<int64_t> live{0};
thread_local std::string error;

void* own(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  live.fetch_add(1, std::memory_order_relaxed);
  return tensor.unsafeReleaseTensorImpl();
}

// A counted reference to the tensor behind a handle; the handle keeps its own.
at::Tensor borrow(const void* handle) {
  using Impl = c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>;
  return handle ? at::Tensor(Impl::reclaim_copy(static_cast<at::TensorImpl*>(const_cast<void*>(handle)))) : at::Tensor();
}

std::vector<at::Tensor> borrow(void* const* handles, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int i = 0; i < count; i++) tensors.push_back(borrow(handles[i]));
  return tensors;
}

Kind kind_of(c10::TypePtr type) {
  if (type->kind() == c10::TypeKind::OptionalType) type = type->cast<c10::OptionalType>()->getElementType();
  switch (type->kind()) {
    case c10::TypeKind::FloatType: return Kind::Float;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::ListType: {
      auto element = type->cast<c10::ListType>()->getElementType();
      if (element->kind() == c10::TypeKind::FloatType) return Kind::FloatList;
      if (element->kind() == c10::TypeKind::OptionalType) return Kind::OptionalTensorList;
      return Kind::Plain;
    }
    default: return Kind::Plain;
  }
}

c10::IValue to_ivalue(const Value& v, Kind kind, const c10::IValue& fallback) {
  switch (v.tag) {
    case Default: return fallback;
    case None: return c10::IValue();
    case TensorTag: return c10::IValue(borrow(reinterpret_cast<void*>(v.bits)));
    case Int:
      if (kind == Kind::Float) return c10::IValue(static_cast<double>(v.bits));
      if (kind == Kind::Bool) return c10::IValue(v.bits != 0);
      return c10::IValue(v.bits);
    case Double: { double d; std::memcpy(&d, &v.bits, 8); return c10::IValue(d); }
    case Bool: return c10::IValue(v.bits != 0);
    case Ints: {
      auto* p = reinterpret_cast<const int64_t*>(v.bits);
      if (kind == Kind::FloatList) return c10::IValue(std::vector<double>(p, p + v.count));
      return c10::IValue(std::vector<int64_t>(p, p + v.count));
    }
    case Doubles: { auto* p = reinterpret_cast<const double*>(v.bits); return c10::IValue(std::vector<double>(p, p + v.count)); }
    case Tensors: {
      auto* p = reinterpret_cast<void* const*>(v.bits);
      if (kind != Kind::OptionalTensorList) return c10::IValue(borrow(p, v.count));
      // Typed at run time: the optional type of C++ has another name in newer versions.
      c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
      for (int i = 0; i < v.count; i++) list.push_back(p[i] ? c10::IValue(borrow(p[i])) : c10::IValue());
      return c10::IValue(std::move(list));
    }
    case DeviceTag: return c10::IValue(c10::Device(static_cast<c10::DeviceType>(v.bits), static_cast<c10::DeviceIndex>(v.count)));
    case GeneratorTag: return c10::IValue(*reinterpret_cast<at::Generator*>(v.bits));
    case String: return c10::IValue(std::string(reinterpret_cast<const char*>(v.bits), v.count));
  }
  TORCH_CHECK(false, "unknown argument tag ", v.tag);
}

Value to_value(const c10::IValue& v) {
  Value out{0, None, 0};
  if (v.isTensor()) { out.tag = TensorTag; out.bits = reinterpret_cast<int64_t>(own(v.toTensor())); }
  else if (v.isBool()) { out.tag = Bool; out.bits = v.toBool(); }
  else if (v.isInt()) { out.tag = Int; out.bits = v.toInt(); }
  else if (v.isDouble()) { out.tag = Double; double d = v.toDouble(); std::memcpy(&out.bits, &d, 8); }
  else TORCH_CHECK(v.isNone(), "a result of type ", v.tagKind(), " is not supported by the bridge");
  return out;
}

// libtorch's exceptions become a status and a text: none may cross into C#.
template <class F> auto guarded(F body, decltype(body()) failed) -> decltype(body()) {
  try {
    return body();
  } catch (const c10::Error& e) {
    error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    error = e.what();
  } catch (...) {
    error = "unknown native error";
  }
  return failed;
}

template <class F> int run(F body) { return guarded([&] { body(); return 0; }, -1); }

at::Generator& generator(int type, int index) {
  auto& context = at::globalContext();
  return const_cast<at::Generator&>(context.defaultGenerator(c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index))));
}

}  // namespace

LGM(const char*) lgm_error() { return error.c_str(); }
LGM(const char*) lgm_version() { return TORCH_VERSION; }
LGM(int64_t) lgm_live() { return live.load(std::memory_order_relaxed); }

// --- operators
LGM(void*) lgm_op(const char* name, const char* overload) {
  return guarded([&]() -> void* {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "this libtorch (", TORCH_VERSION, ") has no operator ", name, ".", overload);
    auto* op = new Op{*handle, {}, {}};
    for (const auto& argument : handle->schema().arguments()) {
      op->kinds.push_back(kind_of(argument.type()));
      op->defaults.push_back(argument.default_value() ? *argument.default_value() : c10::IValue());
    }
    return op;
  }, nullptr);
}

// Returns how many results there are (a list of tensors counts each), or -1. Missing arguments take their defaults.
LGM(int) lgm_call(const Op* op, const Value* args, int count, Value* results, int capacity) {
  return guarded([&] {
    const int expected = static_cast<int>(op->kinds.size());
    TORCH_CHECK(count <= expected, op->handle.schema().name(), " takes ", expected, " arguments, not ", count);
    torch::jit::Stack stack;
    stack.reserve(expected + 2);
    for (int i = 0; i < expected; i++)
      stack.push_back(i < count ? to_ivalue(args[i], op->kinds[i], op->defaults[i]) : op->defaults[i]);
    op->handle.callBoxed(&stack);
    int n = 0;
    for (const auto& value : stack) {
      if (value.isTensorList()) {
        for (const at::Tensor& t : value.toTensorVector()) {
          TORCH_CHECK(n < capacity, "more than ", capacity, " results");
          results[n++] = to_value(c10::IValue(t));
        }
      } else {
        TORCH_CHECK(n < capacity, "more than ", capacity, " results");
        results[n++] = to_value(value);
      }
    }
    return n;
  }, -1);
}

// --- tensors
LGM(void) lgm_release(void* t) {
  live.fetch_sub(1, std::memory_order_relaxed);
  c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(static_cast<at::TensorImpl*>(t));
}
LGM(int) lgm_dim(void* t) { return static_cast<int>(static_cast<at::TensorImpl*>(t)->dim()); }
LGM(int) lgm_dtype(void* t) { return static_cast<int>(c10::typeMetaToScalarType(static_cast<at::TensorImpl*>(t)->dtype())); }
LGM(int64_t) lgm_numel(void* t) { return static_cast<at::TensorImpl*>(t)->numel(); }
LGM(void) lgm_sizes(void* t, int64_t* out) { auto s = static_cast<at::TensorImpl*>(t)->sizes(); std::copy(s.begin(), s.end(), out); }
LGM(void) lgm_strides(void* t, int64_t* out) { auto s = static_cast<at::TensorImpl*>(t)->strides(); std::copy(s.begin(), s.end(), out); }
LGM(int) lgm_contiguous(void* t) { return static_cast<at::TensorImpl*>(t)->is_contiguous(); }
LGM(int) lgm_device(void* t, int* index) {
  auto device = static_cast<at::TensorImpl*>(t)->device();
  *index = device.has_index() ? device.index() : -1;
  return static_cast<int>(device.type());
}
LGM(void*) lgm_data(void* t) { return guarded([&] { return borrow(t).data_ptr(); }, nullptr); }
LGM(void*) lgm_alias(void* t) { return own(borrow(t)); }

// --- autograd
LGM(int) lgm_requires_grad(void* t) { return borrow(t).requires_grad(); }
LGM(int) lgm_is_leaf(void* t) { return borrow(t).is_leaf(); }
LGM(int) lgm_set_requires_grad(void* t, int on) { return run([&] { borrow(t).set_requires_grad(on != 0); }); }
LGM(int) lgm_retain_grad(void* t) { return run([&] { borrow(t).retain_grad(); }); }
LGM(void*) lgm_grad(void* t) { return guarded([&] { return own(borrow(t).grad()); }, nullptr); }
LGM(int) lgm_set_grad(void* t, void* grad) { return run([&] { borrow(t).mutable_grad() = borrow(grad); }); }
// Shares the storage of `source`: the handle goes on meaning the same parameter for optimisers and modules.
LGM(int) lgm_set_data(void* t, void* source) { return run([&] { borrow(t).set_data(borrow(source)); }); }
LGM(int) lgm_backward(void* t, void* gradient, int retain, int create) {
  return run([&] {
    std::vector<at::Tensor> gradients;
    if (gradient) gradients.push_back(borrow(gradient));
    torch::autograd::backward({borrow(t)}, gradients, retain != 0, create != 0);
  });
}
LGM(int) lgm_gradients(void* const* outputs, int n, void* const* inputs, int m, void* const* seeds, int k, int retain, int create, int unused, void** results) {
  return run([&] {
    auto grads = torch::autograd::grad(borrow(outputs, n), borrow(inputs, m), borrow(seeds, k), retain != 0, create != 0, unused != 0);
    for (int i = 0; i < m; i++) results[i] = own(grads[i]);
  });
}
LGM(int) lgm_grad_mode() { return c10::GradMode::is_enabled(); }
LGM(void) lgm_set_grad_mode(int on) { c10::GradMode::set_enabled(on != 0); }

// --- randomness
LGM(int) lgm_manual_seed(int64_t seed) { return run([&] { at::manual_seed(static_cast<uint64_t>(seed)); }); }
LGM(void*) lgm_generator_new(int type, int index) {
  return guarded([&]() -> void* { return new at::Generator(generator(type, index).clone()); }, nullptr);
}
// A generator of its own, or (null) the default one of the CPU.
LGM(int) lgm_generator_seed(at::Generator* g, int64_t seed) { return run([&] { (g ? *g : generator(0, -1)).set_current_seed(static_cast<uint64_t>(seed)); }); }
LGM(int64_t) lgm_generator_initial_seed(at::Generator* g) { return static_cast<int64_t>((g ? *g : generator(0, -1)).current_seed()); }
LGM(void*) lgm_generator_state(at::Generator* g) { return guarded([&] { return own((g ? *g : generator(0, -1)).get_state()); }, nullptr); }
LGM(int) lgm_generator_set_state(at::Generator* g, void* state) { return run([&] { (g ? *g : generator(0, -1)).set_state(borrow(state)); }); }
LGM(void) lgm_generator_release(at::Generator* g) { delete g; }

// --- machine
LGM(int) lgm_cuda_devices() { return guarded([&] { return at::hasCUDA() ? static_cast<int>(at::getNumGPUs()) : 0; }, 0); }
LGM(int) lgm_cuda_synchronize(int index) { return run([&] { at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(index)); }); }
LGM(int) lgm_get_threads() { return at::get_num_threads(); }
LGM(int) lgm_set_threads(int n) { return run([&] { at::set_num_threads(n); }); }
LGM(int) lgm_set_interop_threads(int n) { return run([&] { at::set_num_interop_threads(n); }); }
