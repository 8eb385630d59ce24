using TorchSharp;
using TorchSharp.Modules;
using Unroll.Benchmarks.Contenders;
using Unroll.Data;
using Unroll.Formats;
using static TorchSharp.torch;

namespace Unroll.Benchmarks.Translation;

/// <summary>
/// The same translator in TorchSharp as its users would write it: a packed encoder, a loop of cells with masked attention over the padded
/// batch, everything that does not depend on the step before and after the loop at once; and a batched beam search.
/// </summary>
internal sealed class TorchTranslation : IContender
{
    private readonly TranslationProgram _program;
    private readonly bool _search;
    private readonly TorchSharp.Modules.Embedding _source, _target;
    private readonly GRU _encoder;
    private readonly GRUCell _cell;
    private readonly TorchSharp.Modules.Linear _bridge, _key, _readout, _output;
    private readonly Parameter _query, _energy;
    private readonly Parameter[] _parameters;
    private readonly List<Parameter> _twins = [];
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _ids, _lengths, _mask, _inputs, _outputs;

    public TorchTranslation(TranslationProgram program, bool search, bool oneBias)
    {
        _program = program;
        _search = search;
        int e = TranslationProgram.Embedding, h = TranslationProgram.Units, v = TranslationProgram.Tokens;
        NamedArray[] arrays = [.. program.Model.Export()];
        IReadOnlyList<NamedArray> Part(string prefix) =>
            [.. arrays.Where(a => a.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(a => new NamedArray(a.Name[prefix.Length..], a.Shape, a.Data))];
        _source = nn.Embedding(v, e);
        _target = nn.Embedding(v, e);
        _encoder = nn.GRU(e, h, bidirectional: true);
        _bridge = nn.Linear(2 * h, h);
        _key = nn.Linear(2 * h, TranslationProgram.Attention);
        _readout = nn.Linear(h + (2 * h) + e, TranslationProgram.Readout);
        _output = nn.Linear(TranslationProgram.Readout, v);
        _cell = nn.GRUCell(e + (2 * h), h);
        TorchWeights.Load(_source, Part("source_embedding."));
        TorchWeights.Load(_target, Part("target_embedding."));
        TorchWeights.Load(_encoder, Part("encoder."));
        TorchWeights.Load(_bridge, Part("bridge_l0_0."));
        TorchWeights.Load(_key, Part("decoder.key."));
        TorchWeights.Load(_readout, Part("readout."));
        TorchWeights.Load(_output, Part("output."));
        float[] bias = arrays.Single(a => a.Name == "decoder.bias").Data, hidden = new float[3 * h];
        bias.AsSpan(3 * h).CopyTo(hidden.AsSpan(2 * h));
        TorchWeights.Load(_cell, [
            .. Part("decoder.").Where(a => a.Name is "weight_ih" or "weight_hh"),
            new NamedArray("bias_ih", [3 * h], bias[..(3 * h)]), new NamedArray("bias_hh", [3 * h], hidden)]);
        _query = Given("decoder.query");
        _energy = Given("decoder.energy");
        _parameters =
        [
            .. _source.parameters(), .. _target.parameters(), .. _encoder.parameters(), .. _bridge.parameters(), .. _key.parameters(),
            .. _readout.parameters(),
            .. _output.parameters(), .. _cell.parameters(), _query, _energy,
        ];
        foreach (var (name, parameter) in _encoder.named_parameters().Concat(_cell.named_parameters()))
        {
            // Our layers have one bias where only the sum counts: under Adam two of them move twice as far. Only for comparing results.
            if (oneBias && name.StartsWith("bias_hh", StringComparison.Ordinal))
            {
                _twins.Add(parameter);
            }
        }

        _optimizer = optim.Adam(_parameters, TranslationProgram.LearningRate);
        int[][] sources = [.. program.Pairs.Select(p => program.Model.EncodeSource(p.Source))],
            targets = [.. program.Pairs.Select(p => program.Model.EncodeTarget(p.Target))];
        int longest = sources.Max(s => s.Length), steps = targets.Max(t => t.Length) + 1, rows = sources.Length;
        long[] ids = new long[rows * longest], inputs = new long[rows * steps], outputs = new long[rows * steps];
        var mask = new bool[rows * longest];
        Array.Fill(outputs, -100L);
        for (int r = 0; r < rows; r++)
        {
            for (int s = 0; s < sources[r].Length; s++)
            {
                ids[(r * longest) + s] = sources[r][s];
                mask[(r * longest) + s] = true;
            }

            for (int t = 0; t <= targets[r].Length; t++)
            {
                inputs[(r * steps) + t] = t == 0 ? Tokenizer.StartId : targets[r][t - 1];
                outputs[(r * steps) + t] = t == targets[r].Length ? Tokenizer.EndId : targets[r][t];
            }
        }

        _ids = tensor(ids, [rows, longest]);
        _lengths = tensor(Array.ConvertAll(sources, s => (long)s.Length));
        _mask = tensor(mask, [rows, longest]);
        _inputs = tensor(inputs, [rows, steps]);
        _outputs = tensor(outputs, [rows, steps]);

        Parameter Given(string name)
        {
            NamedArray a = arrays.Single(x => x.Name == name);
            return nn.Parameter(tensor(a.Data, Array.ConvertAll(a.Shape, n => (long)n)));
        }
    }

    public void Run()
    {
        using DisposeScope scope = NewDisposeScope();
        if (_search)
        {
            using IDisposable frozen = no_grad();
            Search();
        }
        else
        {
            Step();
        }
    }

    public Outcome Check()
    {
        using DisposeScope scope = NewDisposeScope();
        if (_search)
        {
            using IDisposable frozen = no_grad();
            return new(Search().data<float>().ToArray(), new Dictionary<string, float[]>());
        }

        return new([Step().item<float>(), Step().item<float>(), Step().item<float>()], new Dictionary<string, float[]>());
    }

    public void Dispose() => _optimizer.Dispose();

    private (Tensor Memory, Tensor Keys, Tensor State) Encode()
    {
        var packed = nn.utils.rnn.pack_padded_sequence(_source.call(_ids).transpose(0, 1), _lengths.cpu(), enforce_sorted: false);
        (var output, Tensor last) = _encoder.call(packed);
        (Tensor memory, _) = nn.utils.rnn.pad_packed_sequence(output, batch_first: true, total_length: _ids.shape[1]);
        Tensor state = _bridge.call(cat([last[0], last[1]], 1)).tanh();
        return (memory, _key.call(memory), state);
    }

    private Tensor Attend(Tensor state, Tensor memory, Tensor keys, Tensor mask)
    {
        Tensor scores = (keys + matmul(state, _query.t()).unsqueeze(1)).tanh().matmul(_energy);
        Tensor weights = scores.masked_fill(mask.logical_not(), float.NegativeInfinity).softmax(1);
        return bmm(weights.unsqueeze(1), memory).squeeze(1);
    }

    private Tensor Step()
    {
        _optimizer.zero_grad();
        (Tensor memory, Tensor keys, Tensor state) = Encode();
        Tensor embedded = _target.call(_inputs);
        var states = new List<Tensor>();
        var contexts = new List<Tensor>();
        for (int t = 0; t < _inputs.shape[1]; t++)
        {
            Tensor context = Attend(state, memory, keys, _mask);
            state = _cell.call(cat([embedded.select(1, t), context], 1), state);
            states.Add(state);
            contexts.Add(context);
        }

        Tensor features = _readout.call(cat([stack(states, 1), stack(contexts, 1), embedded], 2)).tanh();
        Tensor logits = _output.call(features);
        Tensor loss = nn.functional.cross_entropy(logits.reshape(-1, logits.shape[2]), _outputs.reshape(-1));
        loss.backward();
        foreach (Parameter twin in _twins)
        {
            // Trained only where it has no twin in the first bias: the candidate's hidden part.
            twin.grad![TensorIndex.Slice(0, 2 * TranslationProgram.Units)] = 0;
        }

        nn.utils.clip_grad_norm_(_parameters, TranslationProgram.ClipNorm);
        _optimizer.step();
        return loss;
    }

    /// <summary>The log-probability of the best translation of each source, all of one length.</summary>
    private Tensor Search()
    {
        int k = TranslationProgram.Beam, v = TranslationProgram.Tokens, rows = TranslationProgram.Rows;
        (Tensor memory, Tensor keys, Tensor state) = Encode();
        memory = memory.repeat_interleave(k, 0);
        keys = keys.repeat_interleave(k, 0);
        state = state.repeat_interleave(k, 0);
        Tensor mask = _mask.repeat_interleave(k, 0), last = full([rows * k], Tokenizer.StartId, ScalarType.Int64);
        Tensor scores = full([rows, k], float.NegativeInfinity);
        scores.select(1, 0).fill_(0);
        Tensor first = arange(rows).unsqueeze(1) * k;
        for (int t = 0; t <= TranslationProgram.Written; t++)
        {
            using DisposeScope step = NewDisposeScope();
            Tensor embedded = _target.call(last), context = Attend(state, memory, keys, mask);
            state = _cell.call(cat([embedded, context], 1), state);
            Tensor logs = _output.call(_readout.call(cat([state, context, embedded], 1)).tanh()).log_softmax(1);
            if (t == TranslationProgram.Written)
            {
                return (scores + logs.select(1, Tokenizer.EndId).view(rows, k)).amax([1]).MoveToOuterDisposeScope();
            }

            logs.select(1, Tokenizer.EndId).fill_(float.NegativeInfinity);
            logs.select(1, Tokenizer.StartId).fill_(float.NegativeInfinity);
            (Tensor best, Tensor index) = (scores.unsqueeze(2) + logs.view(rows, k, v)).view(rows, k * v).topk(k, 1);
            Tensor parents = (first + index.div(v, RoundingMode.floor)).view(-1);
            scores = best.MoveToOuterDisposeScope();
            state = state.index_select(0, parents).MoveToOuterDisposeScope();
            last = index.remainder(v).view(-1).MoveToOuterDisposeScope();
        }

        return scores;
    }
}
