namespace Ingot.Conversion.Verification;

/// <summary>The text both models read: English and Chinese, all of it long in the public domain.</summary>
/// <remarks>Sources: Hamlet, act 3, scene 1; Pride and Prejudice, chapter 1; poems by Li Bai, Du Fu, Wang Zhihuan and Meng Haoran.</remarks>
internal static class BuiltInText
{
    /// <summary>The text, about 3,500 characters.</summary>
    public const string Text =
        """
        HAMLET. To be, or not to be, that is the question:
        Whether 'tis nobler in the mind to suffer
        The slings and arrows of outrageous fortune,
        Or to take arms against a sea of troubles,
        And by opposing end them. To die, to sleep,
        No more; and by a sleep to say we end
        The heart-ache and the thousand natural shocks
        That flesh is heir to: 'tis a consummation
        Devoutly to be wish'd. To die, to sleep;
        To sleep, perchance to dream. Ay, there's the rub,
        For in that sleep of death what dreams may come,
        When we have shuffled off this mortal coil,
        Must give us pause. There's the respect
        That makes calamity of so long life.
        For who would bear the whips and scorns of time,
        The oppressor's wrong, the proud man's contumely,
        The pangs of despis'd love, the law's delay,
        The insolence of office, and the spurns
        That patient merit of the unworthy takes,
        When he himself might his quietus make
        With a bare bodkin? Who would fardels bear,
        To grunt and sweat under a weary life,
        But that the dread of something after death,
        The undiscover'd country, from whose bourn
        No traveller returns, puzzles the will,
        And makes us rather bear those ills we have
        Than fly to others that we know not of?

        静夜思
        床前明月光，疑是地上霜。
        举头望明月，低头思故乡。

        登鹳雀楼
        白日依山尽，黄河入海流。
        欲穷千里目，更上一层楼。

        春晓
        春眠不觉晓，处处闻啼鸟。
        夜来风雨声，花落知多少。

        春望
        国破山河在，城春草木深。
        感时花溅泪，恨别鸟惊心。
        烽火连三月，家书抵万金。
        白头搔更短，浑欲不胜簪。

        It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.
        However little known the feelings or views of such a man may be on his first entering a neighbourhood, this truth is so
        well fixed in the minds of the surrounding families, that he is considered as the rightful property of some one or other
        of their daughters. "My dear Mr. Bennet," said his lady to him one day, "have you heard that Netherfield Park is let at
        last?" Mr. Bennet replied that he had not. "But it is," returned she; "for Mrs. Long has just been here, and she told me
        all about it." Mr. Bennet made no answer. "Do not you want to know who has taken it?" cried his wife impatiently.
        "You want to tell me, and I have no objection to hearing it." This was invitation enough.

        早发白帝城
        朝辞白帝彩云间，千里江陵一日还。
        两岸猿声啼不住，轻舟已过万重山。

        望庐山瀑布
        日照香炉生紫烟，遥看瀑布挂前川。
        飞流直下三千尺，疑是银河落九天。
        """;
}
